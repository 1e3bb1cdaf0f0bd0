// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.route;

import io.eventforwarder.config.FailurePolicy;
import io.eventforwarder.config.ForwarderConfig.OnGap;
import io.eventforwarder.decode.DecodeLimits;
import io.eventforwarder.decode.EventStreamType;
import java.io.Serializable;
import java.util.Map;

/**
 * The configuration of the decode operator.
 *
 * @param typeByTopic what each source topic carries
 * @param paritySample share of the records decided by headers whose value is decoded too, 0 to 1
 */
public record DecodeSettings(
    Map<String, EventStreamType> typeByTopic,
    DecodeLimits limits,
    FailurePolicy failurePolicy,
    OnGap onGap,
    double paritySample)
    implements Serializable {

  public DecodeSettings {
    typeByTopic = Map.copyOf(typeByTopic);
  }
}
