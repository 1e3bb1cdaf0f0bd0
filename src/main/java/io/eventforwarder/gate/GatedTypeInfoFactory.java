// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Gives Flink {@link Gated}'s own serializer wherever the type appears. */
public final class GatedTypeInfoFactory extends TypeInfoFactory<Gated> {

  @Override
  public TypeInformation<Gated> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    return new ImmutableTypeInfo<>(Gated.class, GatedSerializer.INSTANCE);
  }
}
