/*
 * Licensed under the Apache License, Version 2.0; see the LICENSE file.
 */
/** The proof that every record had one outcome: ledger against output topics. */
package io.eventforwarder.audit;
