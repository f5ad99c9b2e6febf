package dev.sessionstack.store;

import dev.sessionstack.plan.BucketConnection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * A client for one bucket that does as the stack says and nothing else: its own credentials, its
 * own region, its own authority. Nothing is taken from the operator's profiles or from the metadata
 * service of its node.
 *
 * <p>It speaks HTTP by the JDK's own connections: they need no threads, and no library beside the
 * SDK. A look at a bucket is a handful of small requests every few minutes.
 */
final class BucketClient {

  /** For a connection to be made. */
  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Between two pieces of an answer; a healthy service answers in well under a second. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  /** For one request and all of its answer, with what a JVM that has just started has to load. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final ProfileFile NO_PROFILES = ProfileFile.aggregator().build();

  static S3Client of(BucketConnection connection, ScheduledExecutorService timer) {
    var client =
        S3Client.builder()
            .httpClient(http(connection))
            .credentialsProvider(
                StaticCredentialsProvider.create(credentials(connection.credentials())))
            .region(Region.of(connection.region()))
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(connection.pathStyle())
                    .chunkedEncodingEnabled(false) // not every service reads AWS's own encoding
                    .expectContinueEnabled(false)
                    .profileFile(NO_PROFILES)
                    .build())
            // What AWS has added since is refused by many others who speak the protocol:
            // https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .apiCallTimeout(ANSWER)
                    .retryStrategy(DefaultRetryStrategy.doNotRetry()) // the next look will
                    .scheduledExecutorService(timer)
                    .defaultProfileFile(NO_PROFILES)
                    .addExecutionInterceptor(new AnswerCap())
                    .build());
    connection.endpoint().map(URI::create).ifPresent(client::endpointOverride);
    return client.build();
  }

  private static SdkHttpClient http(BucketConnection connection) {
    var http = UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE);
    connection.authority().ifPresent(pem -> http.tlsTrustManagersProvider(() -> trust(pem)));
    return http.build();
  }

  private static AwsCredentials credentials(BucketConnection.Credentials credentials) {
    var id = credentials.accessKeyId().reveal();
    var key = credentials.secretAccessKey().reveal();
    return credentials
        .sessionToken()
        .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, key, token.reveal()))
        .orElseGet(() -> AwsBasicCredentials.create(id, key));
  }

  /** The authority, and nobody beside it: so does AWS_CA_BUNDLE in the pods. */
  private static TrustManager[] trust(String pem) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      var certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
      for (var certificate : certificates) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      return managers.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("an authority that the plan could read", e);
    }
  }

  private BucketClient() {}
}
