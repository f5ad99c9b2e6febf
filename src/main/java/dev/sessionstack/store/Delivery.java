package dev.sessionstack.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * How a message came to a worker. Only what the operator needs of it; never the task.
 *
 * @param exchange empty for the default one, where the routing key is the name of the queue
 * @param routingKey what it was sent with
 */
record Delivery(String exchange, String routingKey) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The way of the message in {@code [message, exchange, routing key]}; absent where it is no such
   * thing. The message's own {@code properties.delivery_info} says the same two and no more.
   */
  static Optional<Delivery> of(byte[] value) {
    try (var json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_ARRAY || json.nextToken() == null) {
        return Optional.empty();
      }
      json.skipChildren();
      var exchange = json.nextTextValue();
      var routingKey = json.nextTextValue();
      return exchange == null || routingKey == null
          ? Optional.empty()
          : Optional.of(new Delivery(exchange, routingKey));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
