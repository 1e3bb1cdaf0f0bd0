// SPDX-License-Identifier: Apache-2.0
package io.eventforwarder.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds possible secrets, by their names or by their own form. */
final class SecretMask {

  static final String MASK = "***";

  private static final String WORDS =
      "passw|passphrase|pwd|secret|token|authori[sz]|cookie|session|credential|signature|api[_-]?key"
          + "|auth[_-]?key|private[_-]?key|access[_-]?key|csrf|xsrf|bearer|jwt|ssn|card[_-]?n|cvv|iban";

  private static final Pattern NAME = Pattern.compile("(?i)" + WORDS);

  /** Names are bounded so that no text makes the search slow. */
  private static final String NAME_IN_TEXT = "[\\w-]{0,40}(?:" + WORDS + ")[\\w-]{0,40}";

  private static final Pattern FORM =
      Pattern.compile(
          "(?i)(?:bearer|basic|digest)\\s+(?<scheme>[\\w.~+/=-]{6,})"
              + "|(?<jwt>eyJ[\\w-]{4,}\\.[\\w-]+(?:\\.[\\w-]*)?)"
              + "|://[^/\\s:@]{0,100}:(?<userinfo>[^/\\s@]{1,200})@"
              + "|(?<key>(?:AKIA[0-9A-Z]{16}|gh[pousr]_\\w{20,}|xox[abprs]-[\\w-]{10,}|sk_live_\\w{10,}))"
              + "|(?<pem>-----BEGIN [A-Z ]{0,40}PRIVATE KEY.*)"
              + "|"
              + NAME_IN_TEXT
              + "[\"']?\\s*(?:[:=,]|%3D)\\s*"
              + "(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*+)|(?<container>[\\[{].*)|(?<plain>[^\"'&\\s;,]+))",
          Pattern.DOTALL);

  private static final String[] GROUPS = {
    "scheme", "jwt", "userinfo", "key", "pem", "quoted", "container", "plain"
  };

  private SecretMask() {}

  /** True if a value with this name must not be shown. */
  static boolean isSecret(String name) {
    return NAME.matcher(name).find();
  }

  /** Masks everything in the text that looks like a secret. */
  static String mask(String text) {
    return replace(text, length -> MASK);
  }

  /** Masks the same, each character by one, so that nothing moves. */
  static String maskInPlace(String text) {
    return replace(text, "*"::repeat);
  }

  private interface Replacement {
    String of(int length);
  }

  private static String replace(String text, Replacement replacement) {
    Matcher matcher = FORM.matcher(text);
    StringBuilder masked = new StringBuilder();
    int copied = 0;
    while (matcher.find()) {
      for (String group : GROUPS) {
        int start = matcher.start(group);
        if (start >= 0) {
          masked.append(text, copied, start);
          masked.append(replacement.of(matcher.end(group) - start));
          copied = matcher.end(group);
        }
      }
    }
    return copied == 0 ? text : masked.append(text, copied, text.length()).toString();
  }
}
