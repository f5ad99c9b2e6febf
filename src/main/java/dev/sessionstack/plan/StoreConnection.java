package dev.sessionstack.plan;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How the app, and so the operator's probe, reaches the store.
 *
 * @param host DNS name or address
 * @param port TCP port
 * @param database numbered database that holds sessions
 * @param username ACL user; absent for the default user
 * @param password absent where the store asks for none
 * @param tls absent for plain TCP
 */
public record StoreConnection(
    String host,
    int port,
    int database,
    Optional<String> username,
    Optional<Sensitive> password,
    Optional<Trust> tls) {

  /** Where {@code ca.crt} is mounted in the app's pods. */
  public static final String CA_FOLDER = "/etc/sessionstack/store-tls";

  /**
   * Whom to trust.
   *
   * @param authority certificates in PEM; absent for the well-known authorities
   * @param secretName the Secret that holds them
   */
  public record Trust(Optional<String> authority, Optional<String> secretName) {}

  /** The same server, another of its numbered databases. */
  StoreConnection inDatabase(int number) {
    return new StoreConnection(host, port, number, username, password, tls);
  }

  /** The same server, with another of its passwords. */
  public StoreConnection withPassword(Sensitive other) {
    return new StoreConnection(host, port, database, username, Optional.of(other), tls);
  }

  /** For people: no credentials in it. */
  public String endpoint() {
    return host + ":" + port;
  }

  /**
   * The URL for the app, in the form that redis-py and Celery read.
   *
   * @see <a href="https://redis.readthedocs.io/en/stable/connections.html">redis-py: from_url</a>
   */
  public Sensitive url() {
    var url = new StringBuilder(tls.isPresent() ? "rediss://" : "redis://");
    if (username.isPresent() || password.isPresent()) {
      url.append(username.map(StoreConnection::encoded).orElse(""));
      password.ifPresent(p -> url.append(':').append(encoded(p.reveal())));
      url.append('@');
    }
    url.append(host).append(':').append(port).append('/').append(database);
    tls.ifPresent(
        trust -> {
          url.append("?ssl_cert_reqs=required");
          trust
              .secretName()
              .ifPresent(name -> url.append("&ssl_ca_certs=" + CA_FOLDER + "/ca.crt"));
        });
    return new Sensitive(url.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
