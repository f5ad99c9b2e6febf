package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.CensusReport;
import dev.sessionstack.store.HeartbeatReport;
import dev.sessionstack.store.QueueDepth;
import dev.sessionstack.store.QueueReport;
import dev.sessionstack.store.QueueTimes;
import dev.sessionstack.store.Repairs;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.SessionCount;
import dev.sessionstack.store.StackId;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreTrend;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StackCollectorTest {

  private static final StackId SHOP = new StackId("a", "shop");
  private static final String LABELS = "{namespace=\"a\",stack=\"shop\",";
  private static final Pattern NAME = Pattern.compile("sessionstack_[a-z]+(_[a-z0-9]+)*");

  private final List<SessionStack> stacks = new ArrayList<>();
  private final Map<StackId, Reports> reports = new HashMap<>();
  private final Passes passes = new Passes();
  private boolean works = true;

  @Test
  void nothing_is_said_of_what_is_not_known() throws IOException {
    stacks.add(stack("shop", "2026-01-01T00:00:00Z"));

    assertThat(page(10, 10))
        .contains("sessionstack_stacks 1.0")
        .contains("sessionstack_reconciliations_total" + LABELS + "result=\"complete\",} 0.0")
        .doesNotContain("sessionstack_store")
        .doesNotContain("sessionstack_session")
        .doesNotContain("sessionstack_queue")
        .doesNotContain("sessionstack_condition");
  }

  @Test
  void figures_are_those_of_status_and_reports() throws IOException {
    var stack = stack("shop", "2026-01-01T00:00:00Z");
    stack.setStatus(status());
    stacks.add(stack);
    passes.add(SHOP, true);
    passes.add(SHOP, true);
    passes.add(SHOP, false);
    reports.put(
        SHOP,
        reports(
            Optional.of(new StoreReport.Serving(Optional.empty(), StoreTrend.NONE, false)),
            new CensusReport.Counted(
                new SessionCount(7, 3, 2, 1, 5, 4, 9000, 1500, 2000, true), Repairs.NONE),
            queue("mail", 4, 1)));

    assertThat(page(10, 10))
        .contains(
            "sessionstack_condition"
                + LABELS
                + "type=\"Ready\",status=\"False\",reason=\"Starting\",} 1.0")
        .contains("sessionstack_ui_replicas{namespace=\"a\",stack=\"shop\",} 2.0")
        .contains("sessionstack_ui_replicas_ready{namespace=\"a\",stack=\"shop\",} 1.0")
        .contains("sessionstack_worker_replicas_ready" + LABELS + "pool=\"p\",} 3.0")
        .contains("sessionstack_sessions" + LABELS + "state=\"active\",} 7.0")
        .contains("sessionstack_sessions" + LABELS + "state=\"expired\",} 3.0")
        .contains("sessionstack_sessions" + LABELS + "state=\"malformed\",} 2.0")
        .contains("sessionstack_session_users{namespace=\"a\",stack=\"shop\",} 5.0")
        .contains("sessionstack_sessions_without_ttl{namespace=\"a\",stack=\"shop\",} 1.0")
        .contains("sessionstack_sessions_ending_soon{namespace=\"a\",stack=\"shop\",} 4.0")
        .contains("sessionstack_session_bytes{namespace=\"a\",stack=\"shop\",} 9000.0")
        .contains("sessionstack_session_p99_bytes{namespace=\"a\",stack=\"shop\",} 1500.0")
        .contains("sessionstack_session_largest_bytes{namespace=\"a\",stack=\"shop\",} 2000.0")
        .contains("sessionstack_census_approximate{namespace=\"a\",stack=\"shop\",} 1.0")
        .contains("sessionstack_queue_tasks" + LABELS + "queue=\"mail\",state=\"ready\",} 4.0")
        .contains("sessionstack_queue_tasks" + LABELS + "queue=\"mail\",state=\"unacked\",} 1.0")
        .contains("sessionstack_store_up{namespace=\"a\",stack=\"shop\",} 1.0")
        .contains("sessionstack_store_probe_duration_seconds{namespace=\"a\",stack=\"shop\",} 0.25")
        .contains("sessionstack_reconciliations_total" + LABELS + "result=\"complete\",} 2.0")
        .contains("sessionstack_reconciliations_total" + LABELS + "result=\"incomplete\",} 1.0");
  }

  @Test
  void times_of_a_queue_are_timestamps_and_workers_are_counted_without_their_names()
      throws IOException {
    stacks.add(stack("shop", "2026-01-01T00:00:00Z"));
    var times =
        new QueueTimes(
            Optional.of(Instant.ofEpochSecond(60)),
            Optional.empty(),
            Optional.of(Instant.ofEpochSecond(120)));
    reports.put(
        SHOP,
        reports(
            Optional.empty(),
            new CensusReport.Unknown("Unreachable", "no"),
            new QueueDepth("mail", 4, 1, false, times)));

    assertThat(page(10, 10))
        .contains(
            "sessionstack_queue_oldest_ready_timestamp_seconds" + LABELS + "queue=\"mail\",} 60.0")
        .contains(
            "sessionstack_queue_untouched_timestamp_seconds" + LABELS + "queue=\"mail\",} 120.0")
        .doesNotContain("sessionstack_queue_oldest_unacked")
        .contains("sessionstack_worker_heartbeats" + LABELS + "state=\"alive\",} 2.0")
        .contains("sessionstack_worker_heartbeats" + LABELS + "state=\"silent\",} 1.0")
        .contains("sessionstack_bucket_up{namespace=\"a\",stack=\"shop\",} 1.0")
        .doesNotContain("host-");
    assertThat(page(10, 0)).doesNotContain("timestamp");
  }

  @Test
  void a_store_that_does_not_serve_is_down_and_has_no_figures() throws IOException {
    stacks.add(stack("shop", "2026-01-01T00:00:00Z"));
    reports.put(
        SHOP,
        reports(
            Optional.of(new StoreReport.Failing(StoreReport.Reason.Unreachable, "no")),
            new CensusReport.Unknown("Unreachable", "no"),
            new QueueReport.Unknown("Unreachable", "no")));

    assertThat(page(10, 10))
        .contains("sessionstack_store_up{namespace=\"a\",stack=\"shop\",} 0.0")
        .doesNotContain("sessionstack_session")
        .doesNotContain("sessionstack_queue")
        .doesNotContain("sessionstack_store_evicted");
  }

  @Test
  void a_stack_that_is_gone_has_no_series() throws IOException {
    var stack = stack("shop", "2026-01-01T00:00:00Z");
    stack.setStatus(status());
    stacks.add(stack);
    assertThat(page(10, 10)).contains("shop");

    stacks.clear();

    assertThat(page(10, 10)).doesNotContain("shop").contains("sessionstack_stacks 0.0");
  }

  @Test
  void beyond_the_bound_the_oldest_stacks_keep_their_series() throws IOException {
    stacks.add(stack("new", "2026-03-01T00:00:00Z"));
    stacks.add(stack("old", "2026-01-01T00:00:00Z"));
    stacks.add(stack("middle", "2026-02-01T00:00:00Z"));

    assertThat(page(2, 10))
        .contains("stack=\"old\"", "stack=\"middle\"")
        .doesNotContain("stack=\"new\"")
        .contains("sessionstack_stacks 3.0", "sessionstack_stacks_unmeasured 1.0");
    assertThat(page(0, 10)).doesNotContain("stack=").contains("sessionstack_stacks 3.0");
  }

  @Test
  void beyond_the_bound_queues_are_one() throws IOException {
    stacks.add(stack("shop", "2026-01-01T00:00:00Z"));
    reports.put(
        SHOP,
        reports(
            Optional.empty(),
            new CensusReport.Unknown("Unreachable", "no"),
            queue("c", 4, 40),
            queue("a", 1, 10),
            queue("b", 2, 20)));

    assertThat(page(10, 1))
        .contains("queue=\"a\",state=\"ready\",} 1.0")
        .contains("queue=\"(others)\",state=\"ready\",} 6.0")
        .contains("queue=\"(others)\",state=\"unacked\",} 60.0")
        .doesNotContain("queue=\"b\"");
  }

  @Test
  void names_follow_the_conventions_and_are_not_given_twice() {
    var names = new HashSet<String>();
    for (var meter : StackMeters.ALL) {
      assertThat(meter.name()).matches(NAME).doesNotEndWith("_total");
      assertThat(meter.help()).endsWith(".");
      assertThat(names.add(meter.name())).as(meter.name()).isTrue();
    }
  }

  @Test
  void instance_that_waits_has_no_figures_of_stacks_and_counts_none() throws IOException {
    works = false;

    assertThat(page(10, 10)).isEmpty();
  }

  /** What Prometheus reads. */
  private String page(int mostStacks, int mostQueues) throws IOException {
    var registry = new CollectorRegistry(true);
    registry.register(
        new StackCollector(
            () -> works,
            stacks::stream,
            stack -> {
              var id = OutsideEvents.id(stack);
              return new Measured(
                  stack,
                  reports.getOrDefault(id, Reports.NONE),
                  Optional.ofNullable(reports.get(id)).map(known -> Duration.ofMillis(250)),
                  Optional.empty(),
                  passes.of(id),
                  mostQueues);
            },
            mostStacks));
    var page = new StringWriter();
    TextFormat.write004(page, registry.metricFamilySamples());
    return page.toString();
  }

  private static Reports reports(
      Optional<StoreReport> store, CensusReport census, QueueReport queues) {
    return new Reports(
        store,
        Optional.of(census),
        Optional.empty(),
        Optional.of(queues),
        Optional.of(new HeartbeatReport.Heard(Set.of("host-1", "host-2"), Set.of("host-3"))),
        Optional.of(new BucketReport.Reachable()));
  }

  private static Reports reports(
      Optional<StoreReport> store, CensusReport census, QueueDepth... queues) {
    return reports(store, census, new QueueReport.Depths(List.of(queues)));
  }

  private static QueueDepth queue(String name, long ready, long unacked) {
    return new QueueDepth(name, ready, unacked, false);
  }

  private static SessionStack stack(String name, String created) {
    var stack = new SessionStack();
    stack.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("a")
            .withName(name)
            .withCreationTimestamp(created)
            .build());
    return stack;
  }

  private static SessionStackStatus status() {
    var ready =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus("False")
            .withReason("Starting")
            .withMessage("secret")
            .build();
    return new SessionStackStatus(
        1L,
        List.of(ready),
        "http://shop",
        "x=y",
        2,
        1,
        null,
        null,
        List.of(new SessionStackStatus.Worker("p", 4, 3, 2, List.of())),
        0L,
        null);
  }
}
