// SPDX-License-Identifier: Apache-2.0
/** The proof that every record had exactly one outcome, from the ledger and the output topics. */
package io.eventforwarder.audit;
