package dev.sessionstack.store;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.TimeUnit;

/**
 * A connection that lasts.
 *
 * @param client that has no other
 * @param connection to it
 */
record StoreLine(RedisClient client, StatefulRedisConnection<byte[], byte[]> connection)
    implements AutoCloseable {

  /** Does not wait; what is asked still fails. */
  @Override
  public void close() {
    client.shutdownAsync(0, 0, TimeUnit.SECONDS);
  }
}
