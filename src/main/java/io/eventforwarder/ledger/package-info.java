/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** The ledger: what became of every offset that the job consumed, and which it never got to see. */
package io.eventforwarder.ledger;
