package dev.sessionstack.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.Rendering;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.Reference;
import dev.sessionstack.plan.References;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.reconcile.ClientJson;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever the CRD lets through, planning and rendering take it for what it is: a text.
 *
 * <p>Each test draws some hundred specs, {@code -Dhostile.tries=N} more. A failure prints the seed
 * and the spec; {@code -Dhostile.seed=N} begins with that one.
 */
class HostileTest {

  private static final int TRIES = Integer.getInteger("hostile.tries", 150);
  private static final long SEED = Long.getLong("hostile.seed", 1);
  private static final KubernetesSerialization YAML = serialization();

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern LABEL_KEY =
      Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  /** All that {@code redis.conf} may say; nothing of it is a text of the user's. */
  private static final Set<String> DIRECTIVES =
      Set.of(
          "bind",
          "port",
          "tls-port",
          "tls-cert-file",
          "tls-key-file",
          "tls-ca-cert-file",
          "tls-auth-clients",
          "include",
          "dir",
          "tcp-keepalive",
          "save",
          "appendonly",
          "appendfsync",
          "maxmemory",
          "maxmemory-policy",
          "maxclients");

  /** A try: a spec, and what came of it. */
  private record Try(long seed, ObjectNode spec, SessionStack stack, StackPlan plan) {

    String described() {
      var yaml = YAML.asJson(spec);
      return "-Dhostile.seed="
          + seed
          + ", of the spec\n"
          + yaml.substring(0, Math.min(4000, yaml.length()));
    }
  }

  private interface Property {
    void check(Try one) throws Exception;
  }

  @Test
  void every_text_of_the_crd_has_a_value_here_that_fits_it() {
    assertThat(HostileSpecs.unfitted(HostileSpecs.of(new Random(SEED)).schema())).isEmpty();
  }

  /** One stack that cannot be read would stop the informer, and so all stacks. */
  @Test
  void whatever_the_crd_lets_through_can_be_read_planned_and_rendered() {
    forAll(one -> assertThatCode(() -> Rendering.of(one.plan)).doesNotThrowAnyException());
  }

  @Test
  void names_and_labels_are_valid() {
    forAll(
        one -> {
          for (var object : Rendering.of(one.plan)) {
            var metadata = object.getMetadata();
            assertThat(metadata.getName()).matches(NAME);
            assertThat(metadata.getNamespace()).isEqualTo("default");
            metadata
                .getLabels()
                .forEach(
                    (key, value) -> {
                      assertThat(key).matches(LABEL_KEY);
                      assertThat(value).matches(LABEL_VALUE);
                    });
          }
        });
  }

  @Test
  void no_shell_reads_a_text_of_the_users() {
    forAll(
        one ->
            Rendering.of(one.plan).stream()
                .flatMap(object -> lists(YAML.convertValue(object, JsonNode.class), "exec"))
                .filter(words -> words.size() > 1 && words.get(1).asText().equals("-c"))
                .forEach(words -> assertThat(words.toString()).doesNotContain(HostileText.MARK)));
  }

  @Test
  void redis_conf_has_our_directives_and_no_others() {
    forAll(
        one ->
            Rendering.of(one.plan).stream()
                .filter(ConfigMap.class::isInstance)
                .map(object -> ((ConfigMap) object).getData().get("redis.conf"))
                .forEach(
                    conf -> {
                      assertThat(conf).doesNotContain(HostileText.MARK).endsWith("\n");
                      assertThat(conf.lines().filter(line -> !line.startsWith("#")))
                          .extracting(line -> line.split(" ", 2)[0])
                          .isSubsetOf(DIRECTIVES)
                          .contains("maxmemory", "include");
                    }));
  }

  @Test
  void what_is_rendered_is_the_same_after_it_was_written_and_read() {
    forAll(
        one -> {
          for (var object : Rendering.of(one.plan)) {
            var json = YAML.asJson(object);
            assertThat(YAML.asJson(YAML.<HasMetadata>unmarshal(json))).isEqualTo(json);
          }
        });
  }

  @Test
  void planning_twice_gives_the_same() {
    forAll(
        one -> {
          var again = StackPlan.of(one.stack, Given.PLATFORM, contents(one.stack, one.seed));
          // As text: fabric8 compares quantities as numbers, and throws at what is none.
          assertThat(YAML.asJson(Rendering.of(again)))
              .isEqualTo(YAML.asJson(Rendering.of(one.plan)));
        });
  }

  @Test
  void problems_name_a_field_and_are_short() {
    forAll(
        one -> {
          for (Problem problem : one.plan.problems()) {
            assertThat(problem.field()).startsWith("spec.");
            assertThat(problem.message()).hasSizeLessThan(1000).doesNotContainPattern("\\p{Cntrl}");
          }
        });
  }

  private static void forAll(Property property) {
    for (var seed = SEED; seed < SEED + TRIES; seed++) {
      var spec = HostileSpecs.of(new Random(seed)).next();
      Try one = new Try(seed, spec, null, null);
      try {
        var stack = YAML.unmarshal(YAML.asJson(Map.of("spec", spec)), SessionStack.class);
        stack.getMetadata().setName("shop");
        stack.getMetadata().setNamespace("default");
        stack.getMetadata().setUid("00000000-0000-0000-0000-000000000001");
        stack.getMetadata().setGeneration(1L);
        var plan = StackPlan.of(stack, Given.PLATFORM, contents(stack, seed));
        one = new Try(seed, spec, stack, plan);
        property.check(one);
      } catch (Throwable e) {
        throw new AssertionError(one.described(), e);
      }
    }
  }

  /** All that is referred to is there; every other time with hostile content. */
  private static dev.sessionstack.plan.Surroundings contents(SessionStack stack, long seed) {
    if (seed % 2 == 0) {
      return Given.around(stack);
    }
    var random = new Random(seed);
    var contents =
        References.of(stack).all().stream()
            .map(Reference::target)
            .distinct()
            .collect(Collectors.toMap(target -> target, target -> content(random)));
    return Given.around(Map.copyOf(contents));
  }

  private static Map<String, String> content(Random random) {
    var content = new HashMap<String, String>();
    for (var key :
        List.of(
            "password",
            "username",
            "JWT_SECRET",
            "SECRET_KEY",
            "CSRF_SECRET",
            "ca.crt",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN")) {
      content.put(key, HostileText.ALL.get(random.nextInt(HostileText.ALL.size())));
    }
    return content;
  }

  /** As the operator reads. */
  private static KubernetesSerialization serialization() {
    var mapper = new ClientJson().mapper();
    mapper
        .getFactory()
        .setStreamWriteConstraints(
            StreamWriteConstraints.builder().maxNestingDepth(11_000).build());
    return new KubernetesSerialization(mapper, true);
  }

  /** The commands of all objects of a name. */
  private static Stream<JsonNode> lists(JsonNode node, String name) {
    var children = java.util.stream.StreamSupport.stream(node.spliterator(), false);
    var own =
        node.path(name).path("command").isArray()
            ? Stream.of(node.path(name).path("command"))
            : Stream.<JsonNode>empty();
    return Stream.concat(own, children.flatMap(child -> lists(child, name)));
  }
}
