package dev.sessionstack.sandbox;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Worker;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A stack in a line, like {@code kubectl get sst -o wide}. */
record StackRow(
    String name,
    String ready,
    String ui,
    String workers,
    String store,
    String sessions,
    String queued,
    String age,
    String message) {

  static final StackRow TITLE =
      new StackRow(
          "NAME", "READY", "UI", "WORKERS", "STORE", "SESSIONS", "QUEUED", "AGE", "MESSAGE");

  static StackRow of(SessionStack stack) {
    var status = Optional.ofNullable(stack.getStatus());
    var sessions =
        status.map(SessionStackStatus::sessions).map(SessionStackStatus.Sessions::active);
    return new StackRow(
        name(stack),
        condition(stack, "Ready").map(Condition::getStatus).orElse("-"),
        status.map(s -> or0(s.readyReplicas()) + "/" + or0(s.replicas())).orElse("-"),
        status.map(SessionStackStatus::workers).map(StackRow::workers).orElse("-"),
        condition(stack, "StoreReady").map(Condition::getReason).orElse("-"),
        sessions.map(String::valueOf).orElse("-"),
        status.map(SessionStackStatus::queued).map(String::valueOf).orElse("-"),
        age(stack),
        message(stack));
  }

  /** Whether the operator has seen this very spec, and serves it. */
  static boolean ready(SessionStack stack) {
    var generation = stack.getMetadata().getGeneration();
    return stack.getStatus() != null
        && generation.equals(stack.getStatus().observedGeneration())
        && is(stack, "Ready", "True");
  }

  static List<String> table(List<StackRow> rows) {
    var all = Stream.concat(Stream.of(TITLE), rows.stream()).toList();
    var name = width(all, StackRow::name);
    var store = width(all, StackRow::store);
    return all.stream().map(row -> row.line(name, store)).toList();
  }

  /** A line by itself, in columns that fit most stacks. */
  String line() {
    return line(16, 14);
  }

  String withoutAge() {
    return String.join("\t", name, ready, ui, workers, store, sessions, queued, message);
  }

  private String line(int nameWidth, int storeWidth) {
    var format =
        "%-" + nameWidth + "s  %-5s  %-4s  %-7s  %-" + storeWidth + "s  %-8s  %-6s  %-4s  %s";
    return format
        .formatted(name, ready, ui, workers, store, sessions, queued, age, message)
        .stripTrailing();
  }

  private static int width(List<StackRow> rows, Function<StackRow, String> column) {
    return rows.stream().map(column).mapToInt(String::length).max().orElse(0);
  }

  /** With its namespace, unless that is the default. */
  static String name(SessionStack stack) {
    var metadata = stack.getMetadata();
    return metadata.getNamespace().equals("default")
        ? metadata.getName()
        : metadata.getNamespace() + "/" + metadata.getName();
  }

  /** Instances of all pools that work, of those that exist. */
  private static String workers(List<Worker> pools) {
    return pools.isEmpty()
        ? "-"
        : pools.stream().mapToInt(pool -> or0(pool.readyReplicas())).sum()
            + "/"
            + pools.stream().mapToInt(pool -> or0(pool.replicas())).sum();
  }

  /** What hurts most; of a healthy stack what Ready says. */
  private static String message(SessionStack stack) {
    return Stream.of(
            condition(stack, "Stalled"),
            condition(stack, "Ready").filter(c -> !c.getStatus().equals("True")),
            condition(stack, "StoreHealthy").filter(c -> c.getStatus().equals("False")),
            condition(stack, "ConfigurationWarning"),
            condition(stack, "Ready"))
        .flatMap(Optional::stream)
        .map(Condition::getMessage)
        .findFirst()
        .orElse("the operator has not seen it yet")
        .replaceAll("\\s+", " ");
  }

  private static boolean is(SessionStack stack, String type, String status) {
    return condition(stack, type).filter(c -> c.getStatus().equals(status)).isPresent();
  }

  private static Optional<Condition> condition(SessionStack stack, String type) {
    return Optional.ofNullable(stack.getStatus())
        .flatMap(s -> s.conditions().stream().filter(c -> c.getType().equals(type)).findFirst());
  }

  private static int or0(Integer count) {
    return count == null ? 0 : count;
  }

  private static String age(SessionStack stack) {
    var age =
        Duration.between(Instant.parse(stack.getMetadata().getCreationTimestamp()), Instant.now());
    return age.toMinutes() < 2
        ? Math.max(0, age.toSeconds()) + "s"
        : age.toHours() < 2 ? age.toMinutes() + "m" : age.toHours() + "h";
  }
}
