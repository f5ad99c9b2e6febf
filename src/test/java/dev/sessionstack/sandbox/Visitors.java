package dev.sessionstack.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.AppEnv;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Users who come and go, since nothing serves the UI here: they write sessions into each stack's
 * Redis as the app would, and leave some to expire.
 */
final class Visitors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("ada", "alan", "barbara", "claude", "donald", "edsger", "frances", "grace", "hedy");
  private static final int CROWD = 40;

  private final StackRedis redis;
  private final Random random = new Random();

  Visitors(StackRedis redis) {
    this.redis = redis;
  }

  /** One or two come to this stack, and perhaps somebody leaves. */
  void visit(SessionStack stack) {
    redis.visit(stack, AppEnv.REDIS_URL, commands -> visit(stack, commands));
  }

  private void visit(SessionStack stack, RedisCommands<String, String> commands) {
    var prefix = prefix(stack);
    if (commands.dbsize() < CROWD) {
      for (int i = random.nextInt(3); i > 0; i--) {
        var seconds = 20 + random.nextInt(100);
        commands.setex(prefix + UUID.randomUUID(), seconds, session(seconds));
      }
    }
    if (random.nextInt(3) == 0) {
      var key = commands.randomkey();
      if (key != null && key.startsWith(prefix)) {
        commands.del(key);
      }
    }
  }

  private String session(int seconds) {
    var data = Map.of("counter", random.nextInt(100), "notes", List.of());
    var username = NAMES.get(random.nextInt(NAMES.size()));
    var end = System.currentTimeMillis() / 1000.0 + seconds;
    return JSON.valueToTree(Map.of("data", data, "username", username, "expire_at", end))
        .toString();
  }

  private static String prefix(SessionStack stack) {
    var session = stack.getSpec().session();
    return session == null || session.keyPrefix() == null ? "session:" : session.keyPrefix();
  }
}
