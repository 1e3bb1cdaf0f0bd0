// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds possible secrets, by their names or by their own form. */
final class SecretMask {

  static final String MASK = "***";

  private static final String WORDS =
      "passw|passphrase|pwd|secret|token|authori[sz]|cookie|session|credential|signature|api[_-]?key"
          + "|auth[_-]?key|private[_-]?key|access[_-]?key|csrf|xsrf|bearer|jwt|ssn|card[_-]?n|cvv|iban";

  private static final Pattern NAME = Pattern.compile("(?i)" + WORDS);

  /**
   * Each capturing group is a secret. Lengths are bounded so that no text makes the search slow.
   */
  private static final Pattern FORM =
      Pattern.compile(
          "(?i)(?:bearer|basic|digest)\\s+([\\w.~+/=-]{6,})"
              + "|(eyJ[\\w-]{4,}\\.[\\w-]+(?:\\.[\\w-]*)?)"
              + "|://[^/\\s:@]{0,100}:([^/\\s@]{1,200})@"
              + "|(AKIA[0-9A-Z]{16}|gh[pousr]_\\w{20,}|xox[abprs]-[\\w-]{10,}|sk_live_\\w{10,})"
              + "|(-----BEGIN [A-Z ]{0,40}PRIVATE KEY.*)"
              + "|[\\w-]{0,40}(?:"
              + WORDS
              + ")[\\w-]{0,40}[\"']?\\s*(?:[:=,]|%3D)\\s*"
              + "(?:\"((?:[^\"\\\\]|\\\\.)*+)|([\\[{].*)|([^\"'&\\s;,]+))",
          Pattern.DOTALL);

  private SecretMask() {}

  /** True if a value with this name must not be shown. */
  static boolean isSecret(String name) {
    return NAME.matcher(name).find();
  }

  /** Masks everything in the text that looks like a secret. */
  static String mask(String text) {
    return replace(text, length -> MASK);
  }

  /** Masks the same, each character by one, so that all others keep their places. */
  static String maskInPlace(String text) {
    return replace(text, "*"::repeat);
  }

  private static String replace(String text, IntFunction<String> replacement) {
    StringBuilder masked = new StringBuilder();
    int copied = 0;
    for (Matcher matcher = FORM.matcher(text); matcher.find(); ) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.start(group) >= 0) {
          masked.append(text, copied, matcher.start(group));
          copied = matcher.end(group);
          masked.append(replacement.apply(copied - matcher.start(group)));
        }
      }
    }
    return masked.append(text, copied, text.length()).toString();
  }
}
