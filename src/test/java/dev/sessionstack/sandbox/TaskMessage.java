package dev.sessionstack.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

/**
 * A task as Celery puts it into a queue; src/test/resources/kombu says where that was seen.
 *
 * @param tag by which the worker that takes it acknowledges it
 * @param queue that it was sent to
 * @param json the message itself
 */
record TaskMessage(String tag, String queue, String json) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SAMPLE = sample();

  static TaskMessage to(String queue) {
    var id = UUID.randomUUID().toString();
    var tag = UUID.randomUUID().toString();
    ObjectNode message = SAMPLE.deepCopy();
    message.withObject("/headers").put("id", id).put("root_id", id);
    message.withObject("/properties").put("correlation_id", id).put("delivery_tag", tag);
    message.withObject("/properties/delivery_info").put("exchange", "").put("routing_key", queue);
    return new TaskMessage(tag, queue, message.toString());
  }

  /** What was read from a queue: perhaps from somebody else's app, but a message of kombu. */
  static TaskMessage read(String queue, String json) {
    try {
      var tag = JSON.readTree(json).at("/properties/delivery_tag").asText();
      return new TaskMessage(tag, queue, json);
    } catch (JsonProcessingException e) {
      return new TaskMessage(UUID.randomUUID().toString(), queue, "{}");
    }
  }

  /** Its entry among those that workers have taken: with exchange and routing key. */
  String taken() {
    return "[" + json + ", \"\", \"" + queue + "\"]";
  }

  private static JsonNode sample() {
    try (var in = TaskMessage.class.getResourceAsStream("/kombu/unacked.json")) {
      return JSON.readTree(in).get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
