// SPDX-License-Identifier: Apache-2.0
/** Options, the file that sets them, and the checked configuration. */
package io.eventforwarder.config;
