// SPDX-License-Identifier: Apache-2.0
/** The ledger: what became of every offset that the job consumed, and which it never got to see. */
package io.eventforwarder.ledger;
