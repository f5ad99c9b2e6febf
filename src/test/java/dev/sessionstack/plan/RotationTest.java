package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.parts.access.KeysSecret;
import dev.sessionstack.parts.access.NextKeys;
import dev.sessionstack.parts.access.RotationStep;
import dev.sessionstack.parts.access.SessionSecret;
import dev.sessionstack.parts.access.StoreSecret;
import dev.sessionstack.plan.RotationFacts.Progress;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rotations, from Secrets to Secrets: each pass is planned by an operator that knows nothing but
 * what is in the cluster, as one that has just been restarted (R21).
 */
class RotationTest {

  private static final String ROTATED =
      """
      ui: {image: 'shop:1'}
      session: {rotation: '1', rotationOverlap: 1h}
      store: {managed: {auth: {rotation: '1'}}}
      """;
  private static final String PLAIN = "ui: {image: 'shop:1'}\nstore: {managed: {}}";
  private static final List<String> PARTS = List.of("shop-keys", "shop-session", "shop-store");
  private static final Progress DONE = new Progress(true, true, false, false);
  private static final Duration LAG = Duration.ofMinutes(5);

  /** What the cluster holds, by name. */
  private final Map<String, Map<String, String>> secrets = new TreeMap<>();

  private final Map<String, Map<String, String>> annotations = new TreeMap<>();
  private final SecureRandom random = new SecureRandom();
  private Instant now = Instant.parse("2026-12-01T00:00:00Z");
  private Optional<SessionStackStatus> status = Optional.empty();
  private Map<String, String> mine = Map.of();

  @BeforeEach
  void start() {
    rest(PLAIN);
  }

  @Test
  void a_stack_that_is_not_rotated_has_three_secrets_and_no_trace_of_it() {
    assertThat(secrets).containsOnlyKeys("shop-keys", "shop-session", "shop-store");
    assertThat(secrets.get("shop-keys")).hasSize(5);
    assertThat(secrets.get("shop-session")).hasSize(4);
    assertThat(secrets.get("shop-store"))
        .containsOnlyKeys("REDIS_URL", "password", "auth.conf", "hash-key");
    assertThat(annotations.values()).allMatch(Map::isEmpty);
  }

  /** R9: what is signed or let in by those of one step is good to those of the next. */
  @Test
  void R9_keys_are_announced_and_switched_and_retired() {
    var old = Map.copyOf(secrets.get("shop-keys"));
    var sessions = new ArrayList<String>();
    var passwords = new ArrayList<String>();
    for (var pass = 0; pass < 40; pass++) {
      step(ROTATED, DONE);
      note(sessions, sign() + " " + secrets.get("shop-session").get("JWT_SECRET_FALLBACKS"));
      note(passwords, password() + " " + accepted());
      now = now.plus(Duration.ofMinutes(2));
    }
    var fresh = secrets.get("shop-keys");
    var a = old.get("JWT_SECRET");
    var b = fresh.get("JWT_SECRET");
    assertThat(b).isNotEqualTo(a);
    assertThat(sessions).containsExactly(a + " null", a + " " + b, b + " " + a, b + " null");
    var p = old.get("password");
    var q = fresh.get("password");
    assertThat(q).isNotEqualTo(p);
    assertThat(passwords)
        .containsExactly(
            p + " " + digests(p),
            p + " " + digests(p, q),
            q + " " + digests(q, p),
            q + " " + digests(q));
    assertThat(secrets).containsOnlyKeys("shop-keys", "shop-session", "shop-store");
    assertThat(fresh.get("hash-key")).isEqualTo(old.get("hash-key"));
    assertThat(annotations.values()).allMatch(Map::isEmpty);
  }

  /** R26: one name, one set of keys. */
  @Test
  void R26_a_rotation_that_was_done_is_not_done_again() {
    rest(ROTATED);
    var done = copy();
    rest(ROTATED);
    assertThat(secrets).isEqualTo(done);
    rest(PLAIN);
    assertThat(secrets).as("nor undone").isEqualTo(done);
    rest(ROTATED.replace("'1'", "'2'"));
    assertThat(password()).isNotEqualTo(done.get("shop-store").get("password"));
  }

  @Test
  void a_new_stack_has_keys_of_its_rotation_at_once() {
    clear();
    step(ROTATED, Progress.NONE);
    var first = copy();
    rest(ROTATED);
    assertThat(secrets).isEqualTo(first);
    assertThat(secrets.get("shop-keys"))
        .containsEntry("session-rotation", "1")
        .containsEntry("password-rotation", "1");
  }

  /** R9: nothing goes on before all instances and the server have come along. */
  @Test
  void R9_each_step_waits_for_instances_and_server() {
    var waiting = List.of(Progress.NONE, new Progress(false, true, false, false));
    for (var pass = 0; pass < 30; pass++) {
      var before = copy();
      for (var progress : waiting) {
        for (var i = 0; i < 3; i++) {
          now = now.plus(Duration.ofHours(2));
          step(ROTATED, progress);
        }
      }
      assertThat(keysInUse(secrets)).isEqualTo(keysInUse(before));
      step(ROTATED, DONE);
    }
    assertThat(secrets).containsOnlyKeys("shop-keys", "shop-session", "shop-store");
    assertThat(secrets.get("shop-keys")).containsEntry("password-rotation", "1");
  }

  /** A server that was not told yet would refuse those that have gone over. */
  @Test
  void R15_a_password_waits_for_the_server_and_session_keys_do_not() {
    var password = password();
    var untold = new Progress(true, false, false, false);
    for (var pass = 0; pass < 30; pass++) {
      step(ROTATED, untold);
      now = now.plus(Duration.ofHours(2));
    }
    assertThat(password()).isEqualTo(password);
    assertThat(secrets.get("shop-keys")).containsEntry("session-rotation", "1");
  }

  /**
   * R9: until the last instance has gone over, users are given sessions that the old keys are good
   * for; from then on they live as long as the overlap.
   */
  @Test
  void R9_the_overlap_counts_from_when_the_last_instance_has_gone_over() {
    var old = sign();
    while (sign().equals(old)) {
      step(ROTATED, DONE);
      now = now.plus(Duration.ofMinutes(2));
    }
    for (var pass = 0; pass < 5; pass++) {
      step(ROTATED, Progress.NONE);
      now = now.plus(Duration.ofHours(2));
    }
    var over = now;
    while (secrets.get("shop-session").containsKey("JWT_SECRET_FALLBACKS")) {
      assertThat(now).as("it ends").isBefore(over.plus(Duration.ofHours(2)));
      step(ROTATED, DONE);
      now = now.plus(Duration.ofMinutes(1));
    }
    assertThat(now).isAfterOrEqualTo(over.plus(Duration.ofHours(1)));
  }

  /** R26: when one is done, the other may have a day to go. */
  @Test
  void R26_keys_that_are_accepted_as_yet_outlive_their_secret_when_the_password_is_done() {
    var old = sign();
    var password = password();
    while (password().equals(password) || secrets.containsKey("shop-store-next")) {
      step(ROTATED, DONE);
      now = now.plus(Duration.ofMinutes(2));
    }
    assertThat(secrets.get("shop-session")).containsEntry("JWT_SECRET_FALLBACKS", old);
    step(ROTATED, DONE);
    assertThat(secrets.get("shop-keys")).containsEntry("password", password());

    remove("shop-session");
    step(ROTATED, DONE);

    assertThat(secrets.get("shop-session")).containsEntry("JWT_SECRET_FALLBACKS", old);
    assertThat(sign()).isNotEqualTo(old);
    rest(ROTATED);
    assertThat(secrets.get("shop-keys")).containsEntry("session-rotation", "1");
  }

  /** A stack that sleeps has nobody to wait for. */
  @Test
  void a_server_that_does_not_run_needs_to_be_told_nothing() {
    var asleep = new Progress(true, false, true, false);
    for (var pass = 0; pass < 12; pass++) {
      step("mode: Hibernated\n" + ROTATED, asleep);
      now = now.plusSeconds(1);
    }
    assertThat(secrets.get("shop-keys")).containsEntry("password-rotation", "1");
  }

  /** R26: whichever one Secret goes, at whichever step. */
  @ParameterizedTest
  @ValueSource(
      strings = {"shop-keys", "shop-session", "shop-store", "shop-session-next", "shop-store-next"})
  void R26_any_secret_may_be_deleted_at_any_step(String name) {
    for (var at = 0; at < 30; at++) {
      clear();
      rest(PLAIN);
      var key = secrets.get("shop-keys").get("hash-key");
      for (var pass = 0; pass < 60; pass++) {
        var before = copy();
        if (pass == at && secrets.keySet().containsAll(PARTS)) {
          remove(name); // and none beside the keys Secret in the moment in which that is made anew
        }
        step(ROTATED, DONE);
        assertNobodyIsCutOff(before, "deleted before pass " + at + ", pass " + pass);
        now = now.plus(Duration.ofMinutes(4));
      }
      assertThat(secrets).containsOnlyKeys("shop-keys", "shop-session", "shop-store");
      assertThat(secrets.get("shop-keys"))
          .as("deleted before pass " + at)
          .containsEntry("session-rotation", "1")
          .containsEntry("password-rotation", "1")
          .containsEntry("hash-key", key);
    }
  }

  /** R21: whichever write is its last. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void R21_an_operator_that_crashes_again_and_again_completes_it(long seed) {
    var dice = new Random(seed);
    for (var pass = 0; pass < 120; pass++) {
      var before = copy();
      var writes = writes(ROTATED, DONE);
      writes.subList(0, dice.nextInt(writes.size() + 1)).forEach(Runnable::run);
      assertNobodyIsCutOff(before, "seed " + seed + ", pass " + pass);
      now = now.plus(Duration.ofMinutes(4));
    }
    rest(ROTATED);
    assertThat(secrets).containsOnlyKeys("shop-keys", "shop-session", "shop-store");
    assertThat(secrets.get("shop-keys"))
        .containsEntry("session-rotation", "1")
        .containsEntry("password-rotation", "1");
  }

  /** What somebody wrote into a copy is put back, and is no step. */
  @Test
  void a_password_that_somebody_wrote_is_put_back() {
    var before = copy();
    secrets.get("shop-store").put("password", "mine");
    secrets.get("shop-session").put("JWT_SECRET", "mine");
    step(PLAIN, DONE);
    assertThat(secrets).isEqualTo(before);
    assertThat(annotations.values()).allMatch(Map::isEmpty);
  }

  /** R26: older keys are no stand-in for those that were in use. */
  @Test
  void R26_a_rotation_whose_keys_are_lost_is_said_and_not_undone() {
    rest(ROTATED);
    status =
        Optional.of(
            Given.rotated(
                new SessionStackStatus.Rotation("2", "Switched", null, null),
                new SessionStackStatus.Rotation("2", "Done", null, null)));
    secrets.keySet().removeIf(name -> !name.equals("shop-keys"));
    var plan = plan(ROTATED.replace("'1'", "'2'"), DONE);
    assertThat(plan.problems())
        .extracting(Problem::reason, Problem::field)
        .containsExactly(
            tuple("SecretLost", "spec.store.managed.auth.passwordSecretRef"),
            tuple("SecretLost", "spec.session.secretRef"));
  }

  /** R9: a password of the user's, too: the server is told before anybody goes over. */
  @Test
  void R9_a_password_of_the_users_that_changes_goes_the_same_way() {
    var own = "ui: {image: 'shop:1'}\nstore: {managed: {auth: {passwordSecretRef: {name: mine}}}}";
    clear();
    mine = Map.of("password", "first");
    rest(own);
    mine = Map.of("password", "second");
    var seen = new ArrayList<String>();
    for (var pass = 0; pass < 30; pass++) {
      step(own, DONE);
      note(seen, password() + " " + accepted());
      now = now.plus(Duration.ofMinutes(2));
    }
    assertThat(seen)
        .containsExactly(
            "first " + digests("first", "second"),
            "second " + digests("second", "first"),
            "second " + digests("second"));
    assertThat(annotations.values()).allMatch(Map::isEmpty);
  }

  /** The way out of SecretLost: nobody knows the old password any more. */
  @Test
  void a_server_that_nobody_gets_into_is_replaced_once_for_a_password_of_the_users() {
    var own = "ui: {image: 'shop:1'}\nstore: {managed: {auth: {passwordSecretRef: {name: mine}}}}";
    mine = Map.of("password", "first");
    var lockedOut = new Progress(true, false, false, true);
    assertThat(plan(own, DONE).store().reset()).isEmpty();
    assertThat(plan(own, lockedOut).store().reset()).isPresent();
    assertThat(plan(PLAIN, lockedOut).store().reset()).as("a generated one").isEmpty();
  }

  @Test
  void an_overlap_that_ends_sessions_is_warned_of() {
    assertThat(plan(ROTATED.replace("1h", "5m"), DONE).warnings())
        .extracting(Problem::reason)
        .containsExactly("OverlapTooShort");
  }

  /** Who runs on what was there before gets along with who runs on what is there now. */
  private void assertNobodyIsCutOff(Map<String, Map<String, String>> before, String when) {
    if (before.containsKey("shop-session")) {
      assertThat(accepts(secrets.get("shop-session")))
          .as(when)
          .contains(before.get("shop-session").get("JWT_SECRET"));
      assertThat(accepts(before.get("shop-session")))
          .as(when)
          .contains(secrets.get("shop-session").get("JWT_SECRET"));
    }
    if (before.containsKey("shop-store")) {
      assertThat(accepted())
          .as(when)
          .contains(new Sensitive(before.get("shop-store").get("password")).digest());
      assertThat(before.get("shop-store").get("auth.conf"))
          .as(when)
          .contains(new Sensitive(password()).digest());
    }
  }

  private static List<String> accepts(Map<String, String> session) {
    return List.of(session.get("JWT_SECRET"), session.getOrDefault("JWT_SECRET_FALLBACKS", "none"));
  }

  private static Map<String, String> keysInUse(Map<String, Map<String, String>> secrets) {
    return Map.of(
        "session", secrets.get("shop-session").get("JWT_SECRET"),
        "password", secrets.get("shop-store").get("password"));
  }

  private void remove(String name) {
    secrets.remove(name);
    annotations.remove(name);
  }

  /** No stack, and nothing of it. */
  private void clear() {
    secrets.clear();
    annotations.clear();
    status = Optional.empty();
  }

  /** Passes until nothing is on its way. */
  private void rest(String spec) {
    for (var pass = 0; pass < 60; pass++) {
      step(spec, DONE);
      now = now.plus(Duration.ofMinutes(5));
    }
  }

  /** One pass of an operator that has just started. */
  private void step(String spec, Progress progress) {
    writes(spec, progress).forEach(Runnable::run);
  }

  /** What one pass writes, in the order of the workflow. */
  private List<Runnable> writes(String spec, Progress progress) {
    var plan = plan(spec, progress);
    assertThat(plan.problems()).noneMatch(p -> p.effect() == Problem.Effect.HOLDS);
    status = Optional.of(Given.rotated(said(plan.session().change()), said(plan.store().change())));
    var writes = new ArrayList<Runnable>();
    var keys = new KeysSecret();
    if (!keys.wanted(plan)) {
      writes.add(() -> remove("shop-keys"));
    } else if (secrets.containsKey("shop-keys")) {
      assertThat(keys.desired(plan).getData())
          .as("it is immutable")
          .isEqualTo(encoded(secrets.get("shop-keys")));
    } else {
      writes.add(() -> write(keys.desired(plan)));
    }
    var next = new NextKeys().objects(plan);
    for (var secret : next) {
      var live = secrets.get(secret.getMetadata().getName());
      if (live != null) {
        assertThat(secret.getData()).as("it is immutable").isEqualTo(encoded(live));
      }
      writes.add(() -> write(secret));
    }
    for (var name : List.of("shop-session-next", "shop-store-next")) {
      if (next.stream().noneMatch(secret -> secret.getMetadata().getName().equals(name))) {
        writes.add(() -> remove(name));
      }
    }
    new SessionSecret().objects(plan).forEach(secret -> writes.add(() -> write(secret)));
    new StoreSecret().objects(plan).forEach(secret -> writes.add(() -> write(secret)));
    return writes;
  }

  private StackPlan plan(String spec, Progress progress) {
    var stack = Given.spec(spec);
    status.ifPresent(stack::setStatus);
    var copies = new TreeMap<>(secrets.getOrDefault("shop-store", Map.of()));
    copies.putAll(secrets.getOrDefault("shop-session", Map.of()));
    var around =
        new Around()
            .keys(secrets.getOrDefault("shop-keys", Map.of()))
            .copies(copies)
            .drawn(Keys.draw(random))
            .contents(
                mine.isEmpty()
                    ? Map.of()
                    : Map.of(new Reference.Target(Reference.Kind.Secret, "mine"), mine))
            .server(!secrets.isEmpty())
            .get(
                new RotationFacts(
                    trail("shop-session"),
                    trail("shop-store"),
                    Optional.empty(),
                    now,
                    LAG,
                    progress));
    return StackPlan.of(stack, Given.PLATFORM, around);
  }

  private RotationFacts.Trail trail(String name) {
    var next = name + "-next";
    return new RotationFacts.Trail(
        secrets.getOrDefault(next, Map.of()),
        said(next, NextKeys.IN_USE).isPresent(),
        said(name, RotationStep.SINCE).map(Instant::parse),
        said(name, RotationStep.COMPLETE).map(Instant::parse));
  }

  private Optional<String> said(String name, String annotation) {
    return Optional.ofNullable(annotations.getOrDefault(name, Map.of()).get(annotation));
  }

  /** As the status of the pass before this one says it. */
  private static SessionStackStatus.Rotation said(Optional<KeyChange> change) {
    var rotation = change.orElseThrow().rotation();
    var name = rotation.step().map(Rotation.Step::token).orElse(rotation.token());
    var step = rotation.step().map(s -> s.stage().name()).orElse("Done");
    return name.isEmpty() ? null : new SessionStackStatus.Rotation(name, step, null, null);
  }

  private void write(Secret secret) {
    var name = secret.getMetadata().getName();
    var data = new TreeMap<String, String>();
    secret
        .getData()
        .forEach(
            (key, value) ->
                data.put(
                    key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    secrets.put(name, data);
    annotations.put(
        name, Optional.ofNullable(secret.getMetadata().getAnnotations()).orElse(Map.of()));
  }

  private static Map<String, String> encoded(Map<String, String> data) {
    var encoded = new TreeMap<String, String>();
    data.forEach(
        (key, value) ->
            encoded.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return encoded;
  }

  private Map<String, Map<String, String>> copy() {
    var copy = new TreeMap<String, Map<String, String>>();
    secrets.forEach((name, data) -> copy.put(name, new TreeMap<>(data)));
    return copy;
  }

  private String sign() {
    return secrets.get("shop-session").get("JWT_SECRET");
  }

  private String password() {
    return secrets.get("shop-store").get("password");
  }

  private String accepted() {
    return secrets.get("shop-store").get("auth.conf").replaceAll("[^#]*(#[0-9a-f]{64})[^#]*", "$1");
  }

  private static String digests(String... passwords) {
    var digests = new StringBuilder();
    for (var password : passwords) {
      digests.append('#').append(new Sensitive(password).digest());
    }
    return digests.toString();
  }

  private static void note(List<String> seen, String now) {
    if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(now)) {
      seen.add(now);
    }
  }
}
