package dev.sessionstack.plan;

import java.util.Map;
import java.util.Optional;

/**
 * What stands around a stack when it is planned.
 *
 * @param keys the keys that the stack has, from its keys Secret or restored from the others
 * @param drawn new keys, for a stack that never had any
 * @param contents data of the Secrets and ConfigMaps that the spec refers to; those that do not
 *     exist are not in it. Binary data is in it as Base64.
 * @param hasData whether a volume or a server of this stack exists already
 */
public record Surroundings(
    Optional<Keys> keys,
    Keys drawn,
    Map<Reference.Target, Map<String, String>> contents,
    boolean hasData) {

  /** The data of a Secret, if it exists. */
  public Optional<Map<String, String>> secret(String name) {
    return Optional.ofNullable(contents.get(new Reference.Target(Reference.Kind.Secret, name)));
  }
}
