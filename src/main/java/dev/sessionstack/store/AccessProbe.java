package dev.sessionstack.store;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.AccessReport.LockedOut;
import dev.sessionstack.store.AccessReport.Refused;
import dev.sessionstack.store.AccessReport.Told;
import dev.sessionstack.store.AccessReport.Unanswered;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Tells a server of ours which passwords to accept, while it runs. It tells only what differs (R2),
 * and believes a new connection that is let in, not an OK (R15). Only digests are sent, so that no
 * password stands in a log of commands.
 *
 * <p>Not by {@code CONFIG SET requirepass}, which has room for one password.
 *
 * @see <a href="https://redis.io/docs/latest/commands/acl-setuser/">ACL SETUSER</a>
 */
final class AccessProbe {

  private static final Duration VISIT = Duration.ofSeconds(8);

  /** Who connects without a name. */
  private static final String USER = "default";

  /** In a line of ACL LIST: a number sign and SHA-256 in hexadecimal. */
  private static final String DIGEST = "#[0-9a-f]{64}";

  private final StoreClients clients;

  AccessProbe(StoreClients clients) {
    this.clients = clients;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<AccessReport> ask(AccessTarget target) {
    return told(target, 0)
        .thenCompose(
            report ->
                report instanceof Told
                    ? verified(target, 0)
                    : CompletableFuture.completedFuture(report));
  }

  /** With the first of the passwords that lets us in; the server knows one of them at least. */
  private CompletableFuture<AccessReport> told(AccessTarget target, int attempt) {
    if (attempt == target.passwords().size()) {
      return CompletableFuture.completedFuture(new LockedOut());
    }
    var connection = target.connection().withPassword(target.passwords().get(attempt));
    return clients
        .visit(
            connection,
            VISIT,
            redis -> told(redis, target.digests()),
            failure -> unanswered(failure, connection))
        .thenCompose(
            report ->
                report instanceof LockedOut
                    ? told(target, attempt + 1)
                    : CompletableFuture.completedFuture(report));
  }

  private static CompletionStage<AccessReport> told(
      RedisAsyncCommands<byte[], byte[]> redis, Set<String> wanted) {
    return redis
        .aclList()
        .thenCompose(
            found -> {
              if (digests(found).equals(wanted)) {
                return CompletableFuture.completedFuture(new Told(wanted));
              }
              // The answer does not matter: the server is asked what has come of it.
              redis.aclSetuser(USER, change(digests(found), wanted));
              return redis.aclList().thenApply(now -> report(digests(now), wanted));
            });
  }

  private static AccessReport report(Set<String> found, Set<String> wanted) {
    return found.equals(wanted) ? new Told(wanted) : new Refused();
  }

  /** What is missing before what is too much, so that somebody can always come in. */
  private static AclSetuserArgs change(Set<String> found, Set<String> wanted) {
    var change = new AclSetuserArgs();
    wanted.stream().filter(d -> !found.contains(d)).forEach(d -> change.addHashedPassword(d));
    found.stream().filter(d -> !wanted.contains(d)).forEach(d -> change.removeHashedPassword(d));
    return change;
  }

  /** Those of the one user, from lines such as {@code user default on #... ~* &* +@all}. */
  private static Set<String> digests(List<String> users) {
    return users.stream()
        .map(line -> line.split(" "))
        .filter(words -> words.length > 2 && words[1].equals(USER))
        .flatMap(Arrays::stream)
        .filter(word -> word.matches(DIGEST))
        .map(word -> word.substring(1))
        .collect(Collectors.toSet());
  }

  /** Each of the passwords lets a new connection in. */
  private CompletableFuture<AccessReport> verified(AccessTarget target, int index) {
    if (index == target.passwords().size()) {
      return CompletableFuture.completedFuture(new Told(target.digests()));
    }
    return letsIn(target.connection(), target.passwords().get(index))
        .thenCompose(
            report ->
                report instanceof Told
                    ? verified(target, index + 1)
                    : CompletableFuture.completedFuture(report));
  }

  private CompletableFuture<AccessReport> letsIn(StoreConnection server, Sensitive password) {
    var connection = server.withPassword(password);
    return clients.visit(
        connection,
        VISIT,
        redis -> redis.ping().thenApply(pong -> (AccessReport) new Told(Set.of())),
        failure ->
            unanswered(failure, connection) instanceof LockedOut
                ? new Refused()
                : new Unanswered());
  }

  private static AccessReport unanswered(Throwable failure, StoreConnection connection) {
    return StoreFault.of(failure, connection).reason() == StoreReport.Reason.AuthenticationFailed
        ? new LockedOut()
        : new Unanswered();
  }
}
