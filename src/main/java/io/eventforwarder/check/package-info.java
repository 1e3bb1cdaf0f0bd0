/** What can be checked of the clusters before the job runs, each in a small check of its own. */
package io.eventforwarder.check;
