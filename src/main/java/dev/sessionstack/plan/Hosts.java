package dev.sessionstack.plan;

import java.net.URI;

/**
 * Names of hosts, as the pods of a stack would take them. A name without a dot is a Service in
 * their own namespace; to the operator, which runs in another, it would be one of its own.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/">DNS for
 *     Services and Pods</a>
 */
final class Hosts {

  /** The name that means the same everywhere in the cluster. */
  static String qualified(String host, String namespace) {
    return host.contains(".") || host.equals("localhost") ? host : host + "." + namespace + ".svc";
  }

  /** The same for the host of a URL. */
  static String qualifiedUrl(String url, String namespace) {
    var host = URI.create(url).getHost();
    return host == null ? url : url.replaceFirst("//" + host, "//" + qualified(host, namespace));
  }

  private Hosts() {}
}
