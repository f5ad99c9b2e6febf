package dev.sessionstack.sandbox;

import java.util.Optional;

/**
 * The S3 server that examples/s3/s3.yaml describes and examples/celery.yaml takes for granted: a
 * {@link BucketServer} under the name of its Service.
 */
final class ForeignBucket implements AutoCloseable {
  private static final String HOST = "s3.default.svc";
  private static final int PORT = 9000;

  /** As in the Secret of examples/s3/s3.yaml. */
  private static final String ACCESS_KEY = "example";

  /** What examples/celery.yaml asks for. */
  private static final String BUCKET = "sessionstack-example";

  private final HostsFile hosts;
  private Optional<BucketServer> server = Optional.empty();
  private boolean complained;
  private boolean made;

  ForeignBucket(HostsFile hosts) {
    this.hosts = hosts;
  }

  /** Starts it, unless it runs; says so, or why not. Says when it has got the bucket. */
  void keepAlive(Screen screen) {
    if (server.isEmpty()) {
      start(screen);
    }
    if (!made && server.flatMap(s -> s.keys(BUCKET)).isPresent()) {
      made = true;
      screen.say("The operator has made the bucket " + BUCKET + " there.");
    }
  }

  @Override
  public void close() {
    server.ifPresent(BucketServer::close);
  }

  private void start(Screen screen) {
    var address = Loopback.free(PORT);
    if (address.isPresent()) {
      server = Optional.of(BucketServer.start(address.get(), PORT, ACCESS_KEY));
      hosts.put(HOST, address.get());
      screen.say(
          "An S3 server runs at %s (%s:%d), without a bucket."
              .formatted(HOST, address.get(), PORT));
    } else if (!complained) {
      complained = true;
      screen.say("The S3 server for examples/celery.yaml waits: " + Loopback.advice(PORT));
    }
  }
}
