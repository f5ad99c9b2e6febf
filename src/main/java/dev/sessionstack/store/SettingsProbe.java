package dev.sessionstack.store;

import dev.sessionstack.plan.LiveSettings;
import dev.sessionstack.plan.LiveSettings.Setting;
import dev.sessionstack.store.SettingsReport.Applied;
import dev.sessionstack.store.SettingsReport.Difference;
import dev.sessionstack.store.SettingsReport.Hidden;
import dev.sessionstack.store.SettingsReport.Refused;
import dev.sessionstack.store.SettingsReport.Unanswered;
import dev.sessionstack.store.SettingsReport.Unsaved;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells a server of ours its settings while it runs. It sets only what differs, so a server that
 * has what it is to have is only read (R2), and it believes what the server then says it has, not
 * that it said OK (R15): a server may take fewer clients than it is told, for want of open files.
 *
 * @see <a href="https://redis.io/docs/latest/commands/config-get/">CONFIG GET</a>
 * @see <a href="https://redis.io/docs/latest/develop/reference/clients/">maxclients and the limit
 *     of open files</a>
 */
final class SettingsProbe {

  /** For connecting, reading, setting and reading again. */
  private static final Duration VISIT = Duration.ofSeconds(8);

  /** Redis before 7.0 takes one parameter, but that may be a pattern: it fits all three. */
  private static final String ALL = "max*";

  private final StoreClients clients;

  SettingsProbe(StoreClients clients) {
    this.clients = clients;
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<SettingsReport> ask(SettingsTarget target) {
    return clients.visit(
        target.connection(), VISIT, redis -> settled(redis, target), SettingsProbe::unreadable);
  }

  private static CompletionStage<SettingsReport> settled(
      RedisAsyncCommands<byte[], byte[]> redis, SettingsTarget target) {
    var wanted = target.settings();
    return redis
        .configGet(ALL)
        .thenCompose(
            found -> {
              var differences = differences(wanted, found);
              if (differences.isEmpty()) {
                return CompletableFuture.completedFuture(differences);
              }
              // What the answers are does not matter; all go out at once, and are taken in order.
              inOrder(differences)
                  .forEach(d -> redis.configSet(d.setting().directive(), d.wanted()));
              return redis.configGet(ALL).thenApply(now -> differences(wanted, now));
            })
        .thenCompose(
            differences ->
                SavingProbe.settled(redis, target.saving())
                    .thenApply(saved -> report(differences, saved, target)));
  }

  private static SettingsReport report(
      List<Difference> differences, boolean saved, SettingsTarget target) {
    if (!differences.isEmpty()) {
      return new Refused(differences);
    }
    return saved ? new Applied(target.saving().wanted()) : new Unsaved();
  }

  private static List<Difference> differences(LiveSettings wanted, Map<String, String> found) {
    return Arrays.stream(Setting.values())
        .map(
            setting ->
                new Difference(
                    setting,
                    wanted.value(setting),
                    plain(found.getOrDefault(setting.directive(), ""))))
        .filter(difference -> !difference.wanted().equals(difference.found()))
        .toList();
  }

  /** A word or a number, as all of these are; nothing else gets from the wire into a message. */
  private static String plain(String found) {
    return found.matches("[a-z0-9-]{1,32}") ? found : "something unknown";
  }

  /** More memory first and less memory last, so that no key is evicted by the policy in between. */
  private static List<Difference> inOrder(List<Difference> differences) {
    var order = new ArrayList<>(differences);
    var less =
        differences.stream()
            .filter(d -> d.setting() == Setting.MAX_MEMORY && isLess(d.wanted(), d.found()))
            .toList();
    order.removeAll(less);
    order.addAll(less);
    return order;
  }

  private static boolean isLess(String wanted, String found) {
    try {
      var bytes = Long.parseLong(wanted);
      var before = Long.parseLong(found);
      return bytes != 0 && (before == 0 || bytes < before);
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private static SettingsReport unreadable(Throwable failure) {
    return StoreFault.answer(failure)
            .filter(error -> error.startsWith("NOPERM") || error.contains("unknown command"))
            .isPresent()
        ? new Hidden()
        : new Unanswered();
  }
}
