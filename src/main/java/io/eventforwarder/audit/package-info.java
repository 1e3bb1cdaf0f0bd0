// SPDX-License-Identifier: Apache-2.0
/** The proof that every record had one outcome: ledger against output topics. */
package io.eventforwarder.audit;
