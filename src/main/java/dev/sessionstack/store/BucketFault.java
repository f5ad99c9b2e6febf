package dev.sessionstack.store;

import dev.sessionstack.plan.BucketConnection;
import dev.sessionstack.store.BucketReport.Failing;
import dev.sessionstack.store.BucketReport.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * What an exception means. The texts are ours, so that they are the same for the same fault and
 * hold nothing that came over the wire, apart from a region that looks like one.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">error
 *     codes</a>
 */
final class BucketFault {

  private static final Set<String> CREDENTIALS =
      Set.of(
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "InvalidToken",
          "ExpiredToken",
          "TokenRefreshRequired",
          "RequestTimeTooSkewed",
          "InvalidSecurity",
          "InvalidClientTokenId",
          "UnrecognizedClientException");

  private static final Set<String> REGION =
      Set.of(
          "PermanentRedirect",
          "TemporaryRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException",
          "InvalidLocationConstraint");

  private static final Pattern REGION_NAME = Pattern.compile("[a-z]{2}(-[a-z]{2,12}){1,3}-[1-9]");

  static Failing of(Throwable failure, BucketConnection connection) {
    return causes(failure)
        .flatMap(cause -> known(cause, connection).stream())
        .findFirst()
        .orElseGet(
            () ->
                unreachable(
                    connection,
                    "does not answer as S3 does; is it an S3 API, and is it http or https?"));
  }

  static Failing late(BucketConnection connection) {
    // A plain server takes the hello of TLS for the beginning of a request and waits for its end.
    var tls = connection.endpoint().filter(url -> url.startsWith("https:")).isPresent();
    return unreachable(
        connection,
        "does not answer in time" + (tls ? "; it hangs, or does not speak TLS on this port" : ""));
  }

  /** Why a bucket was not made, if that is a reason not to look for it again. */
  static Optional<Failing> ofCreation(Throwable failure, BucketConnection connection) {
    var code = failure instanceof AwsServiceException e ? code(e) : "";
    return switch (code) {
      case "BucketAlreadyOwnedByYou" -> Optional.empty();
      case "BucketAlreadyExists" ->
          Optional.of(
              new Failing(
                  Reason.AccessDenied,
                  connection.address() + " belongs to another account, which took the name"));
      case "AccessDenied" ->
          Optional.of(
              new Failing(
                  Reason.AccessDenied,
                  connection.address()
                      + " does not exist, and the credentials may not create buckets"));
      default -> {
        var fault = of(failure, connection);
        yield Optional.of(
            fault.reason() == Reason.Unreachable && failure instanceof AwsServiceException
                ? new Failing(
                    Reason.BucketNotFound,
                    connection.address() + " does not exist, and the service refuses to create it")
                : fault);
      }
    };
  }

  /** Whether an answer without a body says all that there is to know. */
  static boolean isPlain(AwsServiceException answer, Failing fault) {
    return fault.reason() == Reason.BucketNotFound
        || fault.reason() == Reason.RegionMismatch
        || answer.statusCode() >= 500 && answer.statusCode() != 501;
  }

  private static Optional<Failing> known(Throwable cause, BucketConnection connection) {
    if (cause instanceof AwsServiceException answer) {
      return Optional.of(answered(answer, connection));
    }
    if (cause instanceof SSLException) {
      var plain = String.valueOf(cause.getMessage()).contains("unrecognized SSL message");
      return Optional.of(
          new Failing(
              Reason.TLSFailed,
              "no TLS with "
                  + connection.address()
                  + ": "
                  + (plain ? "it does not speak TLS on this port" : StoreFault.tls(cause))));
    }
    if (cause instanceof UnknownHostException) {
      return Optional.of(
          unreachable(
              connection,
              "has a name that does not resolve"
                  + (connection.pathStyle()
                      ? ""
                      : "; with addressing VirtualHost it begins with the bucket's")));
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return Optional.of(unreachable(connection, "refuses connections or is not routed to"));
    }
    if (cause instanceof ApiCallTimeoutException || cause instanceof SocketTimeoutException) {
      return Optional.of(late(connection));
    }
    return Optional.empty();
  }

  private static Failing answered(AwsServiceException answer, BucketConnection connection) {
    var code = code(answer);
    var status = answer.statusCode();
    var region =
        region(answer)
            .filter(r -> !r.equals(connection.region()))
            .filter(r -> Set.of(301, 307, 400, 403).contains(status));
    if (REGION.contains(code) || status == 301 || status == 307 || region.isPresent()) {
      return new Failing(
          Reason.RegionMismatch,
          connection.address()
              + region.map(r -> " is in the region " + r).orElse(" is not in that region"));
    }
    if (CREDENTIALS.contains(code) || status == 401) {
      var why =
          switch (code) {
            case "InvalidAccessKeyId" -> " does not know the access key";
            case "ExpiredToken" -> " says that the session token has expired";
            case "RequestTimeTooSkewed" -> " refuses a clock that differs from its own";
            default -> " refuses the credentials";
          };
      return new Failing(Reason.InvalidCredentials, connection.address() + why);
    }
    if (status == 403) {
      return new Failing(Reason.AccessDenied, connection.address() + " refuses access");
    }
    if (status == 404 && !code.equals("NoSuchKey")) {
      return new Failing(Reason.BucketNotFound, connection.address() + " does not exist");
    }
    if (status >= 500) {
      return unreachable(connection, "answers that it cannot serve");
    }
    return unreachable(
        connection,
        code.isEmpty()
            ? "does not answer as S3 does; is it the endpoint of an S3 API?"
            : "refuses the request; does it take buckets of this name, and this region?");
  }

  private static String code(AwsServiceException answer) {
    return details(answer).map(AwsErrorDetails::errorCode).orElse("");
  }

  private static Optional<String> region(AwsServiceException answer) {
    return details(answer)
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
        .filter(name -> REGION_NAME.matcher(name).matches());
  }

  private static Optional<AwsErrorDetails> details(AwsServiceException answer) {
    return Optional.ofNullable(answer.awsErrorDetails());
  }

  private static Failing unreachable(BucketConnection connection, String what) {
    return new Failing(Reason.Unreachable, connection.address() + " " + what);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause).limit(20);
  }

  private BucketFault() {}
}
