package dev.sessionstack.api;

import java.util.List;

/** Absent lists are empty lists, so that nobody has to ask. */
final class Lists {

  static <T> List<T> of(List<T> list) {
    return list == null ? List.of() : list;
  }

  private Lists() {}
}
