// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.testing;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares a wrapper with the class of the Kafka connector that it wraps. */
public final class WrapperCoverage {

  private static final String CONNECTOR = "org.apache.flink.connector.kafka.";

  private WrapperCoverage() {}

  /**
   * What a wrapper lacks: interfaces of Flink that the wrapped class implements, and methods of
   * these, default ones included, that the wrapper inherits instead of forwarding them.
   */
  public static List<String> missing(Class<?> wrapped, Class<?> wrapper) {
    List<String> missing = new ArrayList<>();
    for (Class<?> type : interfaces(wrapped)) {
      if (type.getName().startsWith(CONNECTOR)) {
        continue;
      }
      if (!type.isAssignableFrom(wrapper)) {
        missing.add(type.getName());
      }
      for (Method method : type.getDeclaredMethods()) {
        if (!Modifier.isStatic(method.getModifiers())
            && !method.isSynthetic()
            && !declares(wrapper, method)) {
          missing.add(method.toString());
        }
      }
    }
    return missing;
  }

  private static Set<Class<?>> interfaces(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Class<?> direct : each.getInterfaces()) {
        all.add(direct);
        all.addAll(interfaces(direct));
      }
    }
    return all;
  }

  private static boolean declares(Class<?> wrapper, Method method) {
    return Arrays.stream(wrapper.getDeclaredMethods())
        .filter(declared -> declared.getName().equals(method.getName()))
        .anyMatch(
            declared -> Arrays.equals(declared.getParameterTypes(), method.getParameterTypes()));
  }
}
