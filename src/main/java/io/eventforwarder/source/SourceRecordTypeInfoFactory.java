// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.source;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Gives Flink {@link SourceRecord}'s own serializer wherever the type appears. */
public final class SourceRecordTypeInfoFactory extends TypeInfoFactory<SourceRecord> {

  /** The type as the pipeline declares it. */
  public static TypeInformation<SourceRecord> typeInfo() {
    return new ImmutableTypeInfo<>(SourceRecord.class, SourceRecordSerializer.INSTANCE);
  }

  @Override
  public TypeInformation<SourceRecord> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    return typeInfo();
  }
}
