package dev.sessionstack.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShallowJsonTest {

  private static final ObjectMapper PLAIN = new ObjectMapper();
  private final ObjectMapper shallow = new ClientJson().mapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "1",
        "{\"a\":{},\"b\":[],\"c\":null}",
        "{\"a\":[null,1,\"x\",true,1.5,{},[]],\"b\":[[],{},[{}]]}",
        "{\"a\":{\"b\":{\"c\":{}}},\"z\":1}",
        "[[[[]]],[{\"k\":[{},{\"q\":{}}]}]]",
      })
  void what_is_not_deep_is_read_as_it_is_however_it_comes(String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    var plain = PLAIN.readTree(json);
    assertThat(shallow.readTree(json)).isEqualTo(plain);
    assertThat(shallow.readTree(bytes)).isEqualTo(plain);
    assertThat(shallow.readTree(new ByteArrayInputStream(bytes))).isEqualTo(plain);
    assertThat(shallow.readTree(new StringReader(json))).isEqualTo(plain);
    assertThat(shallow.readValue(json, Object.class))
        .isEqualTo(PLAIN.readValue(json, Object.class));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 118, 119, 120, 121, 1001, 9_900})
  void of_what_is_deep_the_depth_is_left_out_and_nothing_else(int levels) throws IOException {
    var deep = "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    var read = shallow.readTree("{\"x\":" + deep + ",\"y\":[1,{\"k\":2}]}");
    assertThat(read.path("y")).isEqualTo(PLAIN.readTree("[1,{\"k\":2}]"));
    assertThat(depth(read.path("x"))).isEqualTo(Math.min(levels, 119));
    var lists = "[".repeat(levels) + "1" + "]".repeat(levels);
    assertThat(shallow.readValue("{\"x\":" + lists + ",\"y\":2}", Map.class)).containsEntry("y", 2);
  }

  /** The key of an annotation may be as long as the object. */
  @ParameterizedTest
  @ValueSource(ints = {50_001, 1_000_000})
  void a_long_name_is_read(int length) throws JsonProcessingException {
    assertThat(shallow.readTree("{\"" + "n".repeat(length) + "\": 1}")).hasSize(1);
  }

  private static int depth(JsonNode node) {
    var depth = 0;
    for (var at = node; at.has("a"); at = at.path("a")) {
      depth++;
    }
    return depth;
  }
}
