package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What an exception means. The texts are ours, so that they are the same for the same fault and
 * hold nothing that came over the wire.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">error prefixes</a>
 */
final class StoreFault {

  /** Whether the server answered, and with a refusal: to ask again gets the same answer. */
  static boolean isAnswer(Throwable failure) {
    return answer(failure).isPresent();
  }

  /** Whether the user may not do what was asked; who may not EXEC is told so with EXECABORT. */
  static boolean isDenied(Throwable failure) {
    return answer(failure)
        .filter(error -> error.matches("(EXECABORT Transaction discarded because of: )?NOPERM.*"))
        .isPresent();
  }

  /** Why nothing can be written there, where that will not pass by itself. */
  static Optional<String> denial(Throwable failure, StoreConnection connection) {
    if (isDenied(failure)) {
      return Optional.of(
          connection.endpoint()
              + " does not permit the user to put sessions right, which takes WATCH, UNWATCH, MULTI"
              + " and EXEC, and GETRANGE, STRLEN, PTTL, PEXPIREAT and UNLINK on their keys");
    }
    return answer(failure)
        .filter(error -> error.startsWith("READONLY"))
        .map(error -> connection.endpoint() + " is a replica, which takes no changes");
  }

  /** The error that the server answered with, where it is an answer that failed. */
  static Optional<String> answer(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .limit(20)
        .filter(RedisCommandExecutionException.class::isInstance)
        .map(t -> String.valueOf(t.getMessage()))
        .findFirst();
  }

  static Failing of(Throwable failure, StoreConnection connection) {
    var endpoint = connection.endpoint();
    return Stream.iterate(failure, t -> t != null, Throwable::getCause)
        .limit(20)
        .flatMap(cause -> known(cause, endpoint, connection.tls().isPresent()))
        .findFirst()
        .orElse(
            new Failing(
                Reason.Unreachable,
                endpoint + " ended the connection; does it speak Redis, with or without TLS?"));
  }

  private static Stream<Failing> known(Throwable cause, String endpoint, boolean tls) {
    if (cause instanceof RedisCommandExecutionException error) {
      return answered(String.valueOf(error.getMessage()), endpoint);
    }
    if (cause instanceof SSLException || cause instanceof NotSslRecordException) {
      return Stream.of(
          new Failing(Reason.TLSFailed, "no TLS with " + endpoint + ": " + tls(cause)));
    }
    if (cause instanceof TooLongFrameException) {
      return unreachable(endpoint + " answers with more than a Redis would");
    }
    if (cause instanceof UnknownHostException) {
      return unreachable("the name in " + endpoint + " does not resolve");
    }
    if (cause instanceof ConnectException) {
      return unreachable(endpoint + " refuses connections or is not routed to");
    }
    if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
      // A plain Redis takes the hello of TLS for the beginning of a command and waits for its end.
      return unreachable(
          endpoint
              + " does not answer in time"
              + (tls ? "; it hangs, or does not speak TLS on this port" : ""));
    }
    return Stream.empty();
  }

  private static Stream<Failing> answered(String error, String endpoint) {
    if (error.startsWith("LOADING")) {
      return Stream.of(
          new Failing(Reason.Loading, endpoint + " loads its data; it serves when it is done"));
    }
    if (error.startsWith("WRONGPASS") || error.contains("invalid password")) {
      return authentication(endpoint + " refuses the user name or password");
    }
    if (error.startsWith("NOAUTH")) {
      return authentication(endpoint + " asks for a password and was given none");
    }
    if (error.contains("without any password configured")) {
      return authentication(endpoint + " has no password, but was given one");
    }
    if (error.startsWith("NOPERM")) {
      return authentication(endpoint + " lets the user in but does not permit PING");
    }
    if (error.contains("DB index is out of range") || error.contains("SELECT is not allowed")) {
      return Stream.of(
          new Failing(Reason.DatabaseMissing, endpoint + " has no database of that number"));
    }
    if (error.contains("max number of clients")) {
      return Stream.of(
          new Failing(
              Reason.ConnectionsRejected, endpoint + " has as many clients as maxclients allows"));
    }
    if (error.startsWith("MASTERDOWN")) {
      return unreachable(endpoint + " is a replica that has lost its primary, and serves nothing");
    }
    if (error.startsWith("BUSY")) {
      return unreachable(endpoint + " is busy with a script or function, and serves nobody");
    }
    return unreachable(endpoint + " answered with an error");
  }

  /** What kept the two sides from agreeing, for whatever is asked over TLS. */
  static String tls(Throwable cause) {
    var text = String.valueOf(cause.getMessage());
    if (cause instanceof NotSslRecordException || text.contains("not an SSL/TLS record")) {
      return "it does not speak TLS on this port";
    }
    if (text.contains("PKIX") || text.contains("unable to find valid certification path")) {
      return "its certificate is not signed by the authority that is trusted";
    }
    if (text.contains("No subject alternative") || text.contains("No name matching")) {
      return "its certificate is for another name";
    }
    if (text.contains("expired") || text.contains("NotAfter")) {
      return "its certificate has expired";
    }
    return "the handshake failed";
  }

  private static Stream<Failing> authentication(String message) {
    return Stream.of(new Failing(Reason.AuthenticationFailed, message));
  }

  private static Stream<Failing> unreachable(String message) {
    return Stream.of(new Failing(Reason.Unreachable, message));
  }

  private StoreFault() {}
}
