// SPDX-License-Identifier: Apache-2.0
/** What users set: options, their file, and the checked configuration that the job is made of. */
package io.eventforwarder.config;
