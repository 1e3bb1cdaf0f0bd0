// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventforwarder.testing.WrapperCoverage;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumerator;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.metrics.KafkaSourceReaderMetrics;
import org.apache.flink.connector.kafka.source.reader.KafkaPartitionSplitReader;
import org.apache.flink.connector.kafka.source.reader.KafkaRecordEmitter;
import org.apache.flink.connector.kafka.source.reader.KafkaSourceReader;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.reader.fetcher.KafkaSourceFetcherManager;
import org.junit.jupiter.api.Test;

/** Fails when a later version of the connector has parts that the wrappers do not know. */
class KafkaSourceWrapperTest {

  @Test
  void forwardsEverythingThatTheSourceImplements() {
    assertThat(WrapperCoverage.missing(KafkaSource.class, PausableKafkaSource.class)).isEmpty();
  }

  @Test
  void forwardsEverythingThatTheEnumeratorImplements() {
    assertThat(WrapperCoverage.missing(KafkaSourceEnumerator.class, WatchedEnumerator.class))
        .isEmpty();
  }

  /** {@link PausableKafkaSource#createReader} repeats the connector's own. */
  @Test
  void createsReadersOfThePartsThatTheSourceHas() {
    assertThat(
            Arrays.stream(KafkaSource.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName))
        .containsExactlyInAnyOrder(
            "subscriber",
            "startingOffsetsInitializer",
            "stoppingOffsetsInitializer",
            "boundedness",
            "deserializationSchema",
            "props",
            "rackIdSupplier");
    assertConstructors(
        KafkaSourceReader.class,
        new Class<?>[] {
          FutureCompletingBlockingQueue.class,
          KafkaSourceFetcherManager.class,
          RecordEmitter.class,
          Configuration.class,
          SourceReaderContext.class,
          KafkaSourceReaderMetrics.class
        });
    assertConstructors(
        KafkaPartitionSplitReader.class,
        new Class<?>[] {
          Properties.class, SourceReaderContext.class, KafkaSourceReaderMetrics.class
        },
        new Class<?>[] {
          Properties.class, SourceReaderContext.class, KafkaSourceReaderMetrics.class, String.class
        });
    assertConstructors(
        KafkaRecordEmitter.class, new Class<?>[] {KafkaRecordDeserializationSchema.class});
  }

  private static void assertConstructors(Class<?> type, Class<?>[]... parameters) {
    assertThat(
            Arrays.stream(type.getConstructors())
                .map(constructor -> Arrays.asList(constructor.getParameterTypes())))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(parameters).map(Arrays::asList).toList());
  }

  @Test
  void refusesASourceWithAnEnd() {
    KafkaSource<SourceRecord> source =
        KafkaSource.<SourceRecord>builder()
            .setBootstrapServers("localhost:9092")
            .setTopics("events")
            .setBounded(OffsetsInitializer.latest())
            .setDeserializer(new SourceRecordDeserializationSchema())
            .build();

    assertThatThrownBy(
            () -> new PausableKafkaSource(source, Set.of("events"), List.of(), group -> null))
        .hasMessage("a source with an end cannot be paused");
  }
}
