// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.dispatch;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Gives Flink {@link PostProcessTask}'s own serializer wherever the type appears. */
public final class PostProcessTaskTypeInfoFactory extends TypeInfoFactory<PostProcessTask> {

  @Override
  public TypeInformation<PostProcessTask> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    return new ImmutableTypeInfo<>(PostProcessTask.class, PostProcessTaskSerializer.INSTANCE);
  }
}
