// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.gate;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Gives Flink {@link Announcement}'s own serializer wherever the type appears. */
public final class AnnouncementTypeInfoFactory extends TypeInfoFactory<Announcement> {

  @Override
  public TypeInformation<Announcement> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    return new ImmutableTypeInfo<>(Announcement.class, AnnouncementSerializer.INSTANCE);
  }
}
