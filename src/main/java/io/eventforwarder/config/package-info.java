/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** What users set: options, their file, and the checked configuration that the job is made of. */
package io.eventforwarder.config;
