package dev.sessionstack.plan;

import java.util.regex.Pattern;

/** The beginning of a text, which may be of any length and have any characters in it. */
public final class Excerpt {

  /** Some a terminal obeys, and some turn the order of letters round. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}]");

  /** At most so many characters, and none of them half: it would not be kept as it is. */
  public static String of(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    var half = Character.isHighSurrogate(text.charAt(longest - 1));
    return text.substring(0, half ? longest - 1 : longest);
  }

  /** The same, with a mark in place of each character that nobody sees. */
  static String plain(String text, int longest) {
    return UNSEEN.matcher(of(text, longest)).replaceAll("\ufffd");
  }

  private Excerpt() {}
}
