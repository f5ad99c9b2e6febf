package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sessionstack.flow.Flow;
import dev.sessionstack.flow.Site;
import dev.sessionstack.hostile.HostileSpecs;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What of hostile specs a real API server lets through, and what becomes of it. {@code
 * -Dhostile.stacks=N} tries more, {@code -Dhostile.seed=N} begins elsewhere.
 */
@NeedsApiServer
@QuarkusTest
@WithTestResource(RealCluster.class)
class HostileIT extends Flow {

  private static final int STACKS = Integer.getInteger("hostile.stacks", 100);
  private static final long SEED = Long.getLong("hostile.seed", 1);
  private static final ObjectMapper JSON = mapper();

  /** As deep as the API server goes: a client's own reader and writer have limits of theirs. */
  private static ObjectMapper mapper() {
    var mapper = new ObjectMapper();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(11_000).maxNameLength(2 << 20).build())
        .setStreamWriteConstraints(
            StreamWriteConstraints.builder().maxNestingDepth(11_000).build());
    return mapper;
  }

  private KubernetesClient client;

  @BeforeEach
  void connect() {
    client = cluster.client("hostile");
  }

  @AfterEach
  void clean() {
    for (var stack : read("").path("items")) {
      client.raw(path(stack.at("/metadata/name").asText()), "DELETE", null);
    }
    client.close();
  }

  /** One that cannot be read would end the reading of all. */
  @Test
  void stackThatIsNestedBeyondAllMeasureIsNamedAndTheOthersGoOn() {
    var template = "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);
    var spec = "{\"ui\":{\"image\":\"app:1\",\"template\":%s},\"store\":{\"memory\":{}}}";
    assertThat(create("deep", spec.formatted(template))).isEqualTo(201);
    site.applyExample("memory");

    Site.eventually(() -> assertThat(ready("memory")).isTrue());
    Site.eventually(() -> assertThat(stalled("deep")).contains("spec.ui.template", "levels deep"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"store\":{\"managed\":{},\"health\":{\"blockedClientsWarning\":3000000000}}",
        "\"store\":{\"managed\":{\"resources\":{\"limits\":{\"memory\":\"1e999999999\"}}}}"
      })
  void numberThatCannotBeHeldIsRefused(String store) {
    assertThat(create("wide", "{\"ui\":{\"image\":\"app:1\"}," + store + "}")).isEqualTo(422);
  }

  @Test
  void whatIsLetThroughIsMadeOrSaidToBeWrongAndTheOthersGoOn() throws Exception {
    var answers = new TreeMap<Integer, Integer>();
    var accepted = new ArrayList<String>();
    for (var number = 0; number < STACKS; number++) {
      var name = "hostile-" + number;
      var spec = HostileSpecs.of(new Random(SEED + number)).next();
      spec.put("mode", "Hibernated"); // all is made, and no thousand pods
      var answer = create(name, JSON.writeValueAsString(spec));
      answers.merge(answer, 1, Integer::sum);
      if (answer == 201) {
        accepted.add(name);
      }
    }
    System.out.println("answers to hostile specs: " + answers);
    assertThat(accepted).hasSizeGreaterThan(STACKS / 10);
    assertThat(answers.keySet()).isSubsetOf(201, 400, 422);
    for (var name : accepted) {
      Site.eventually(
          () -> assertThat(read("/" + name).at("/status/conditions")).as(name).isNotEmpty());
      assertThat(stalled(name)).as(name).matches("(?s)|.*(spec\\.|API server: .).*");
    }
    site.applyExample("memory");
    Site.eventually(() -> assertThat(ready("memory")).isTrue());
  }

  /** The code that the API server answers. */
  private int create(String name, String spec) {
    var body =
        "{\"apiVersion\":\"sessionstack.dev/v1alpha1\",\"kind\":\"SessionStack\","
            + "\"metadata\":{\"name\":\"%s\"},\"spec\":%s}";
    try {
      client.raw(path(""), "POST", body.formatted(name, spec));
      return 201;
    } catch (KubernetesClientException e) {
      return e.getCode();
    }
  }

  /** What Stalled says; nothing where it is not there. */
  private String stalled(String name) {
    for (var condition : read("/" + name).at("/status/conditions")) {
      if (condition.path("type").asText().equals("Stalled")) {
        return condition.path("message").asText();
      }
    }
    return "";
  }

  private boolean ready(String name) {
    for (var condition : read("/" + name).at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private JsonNode read(String what) {
    try {
      return JSON.readTree(client.raw(path("") + what));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String path(String name) {
    return "/apis/sessionstack.dev/v1alpha1/namespaces/"
        + site.namespace()
        + "/sessionstacks"
        + (name.isEmpty() ? "" : "/" + name);
  }
}
