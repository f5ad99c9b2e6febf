package dev.sessionstack.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * The cookie by which a proxy finds a browser's instance again. It tells nothing but the instance.
 *
 * @param name constant between releases: with another name, every browser would be sent to another
 *     instance
 * @param secure whether it is for HTTPS only
 * @param lifetime absent for one that ends with the browser's session
 */
public record Cookie(String name, boolean secure, Optional<Duration> lifetime) {

  static final String DEFAULT_NAME = "sessionstack-affinity";
}
