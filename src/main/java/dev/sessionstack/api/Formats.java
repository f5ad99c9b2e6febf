package dev.sessionstack.api;

/** How values are written, as regular expressions that the API server enforces (RE2 syntax). */
public final class Formats {

  /** A span of time: {@code 90s}, {@code 5m}, {@code 1h30m}. Never zero. */
  public static final String DURATION = "^([1-9][0-9]{0,4}[hms]){1,3}$";

  /** A span of time that may be {@code 0s}. */
  public static final String DURATION_OR_ZERO = "^(0s|([1-9][0-9]{0,4}[hms]){1,3})$";

  /**
   * An amount of bytes: a whole number and a suffix, see <a
   * href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>.
   */
  public static final String BYTES = "^[1-9][0-9]{0,14}(Ki|Mi|Gi|Ti|k|M|G|T)?$";

  /** The name of an object: a DNS subdomain, RFC 1123. */
  public static final String NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  /** A DNS label, RFC 1123. */
  public static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

  /** A name that somebody gives to something, with what dates and versions are made of. */
  public static final String TOKEN = "^[A-Za-z0-9]([A-Za-z0-9._:+-]*[A-Za-z0-9])?$";

  /** What every {@code template} is. */
  static final String TEMPLATE =
      "A strategic-merge patch of the pod template, applied last. Unknown fields are refused by name"
          + " in the Stalled condition.";

  /** A host name without a wildcard. */
  public static final String HOST =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

  /** The name of a cookie, without what some proxies cannot take. */
  public static final String COOKIE = "^[A-Za-z0-9_.-]+$";

  private Formats() {}
}
