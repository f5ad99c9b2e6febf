package dev.sessionstack.store;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which passwords a server of ours is to accept.
 *
 * @param connection as the app connects
 * @param passwords all of them, and no others
 * @param incarnation which server answers there; another one is told at once
 */
public record AccessTarget(
    StoreConnection connection, List<Sensitive> passwords, String incarnation) {

  /** The passwords as the server keeps them. */
  public Set<String> digests() {
    return passwords.stream().map(Sensitive::digest).collect(Collectors.toSet());
  }
}
