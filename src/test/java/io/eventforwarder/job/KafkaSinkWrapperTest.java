// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventforwarder.testing.WrapperCoverage;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.junit.jupiter.api.Test;

/** Fails if a later version of the connector has methods that the wrapper does not forward. */
class KafkaSinkWrapperTest {

  @Test
  void forwardsEverythingThatTheSinkImplements() {
    assertThat(WrapperCoverage.missing(KafkaSink.class, ManagedKafkaSink.class)).isEmpty();
  }

  @Test
  void forwardsEverythingThatItsWritersImplement() throws ReflectiveOperationException {
    for (String writer : new String[] {"KafkaWriter", "ExactlyOnceKafkaWriter"}) {
      Class<?> wrapped = Class.forName(KafkaSink.class.getPackageName() + "." + writer);
      assertThat(WrapperCoverage.missing(wrapped, ManagedWriter.class)).isEmpty();
    }
  }
}
