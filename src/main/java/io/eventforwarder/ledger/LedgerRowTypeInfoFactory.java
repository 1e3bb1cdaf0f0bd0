// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.ledger;

import io.eventforwarder.serialization.ImmutableTypeInfo;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Gives Flink {@link LedgerRow}'s own serializer wherever the type appears. */
public final class LedgerRowTypeInfoFactory extends TypeInfoFactory<LedgerRow> {

  @Override
  public TypeInformation<LedgerRow> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    return new ImmutableTypeInfo<>(LedgerRow.class, LedgerRowSerializer.INSTANCE);
  }
}
