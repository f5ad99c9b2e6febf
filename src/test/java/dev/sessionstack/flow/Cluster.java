package dev.sessionstack.flow;

import dev.sessionstack.sandbox.RedisKubelet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Where the operator runs, and what was seen there of its requests. */
public interface Cluster {

  /** A new client of somebody who may do everything; the caller closes it. */
  KubernetesClient client(String userAgent);

  RedisKubelet kubelet();

  /** Take it before, to ask for the writes after it. */
  long mark();

  /** What the operator wrote, or tried to write, to a namespace. */
  List<String> operatorWrites(long mark, String namespace);

  /** What the operator read in a namespace by requests of their own: all but watches. */
  List<String> operatorReads(String namespace);

  /** What the operator asked for without having the right. */
  List<String> forbidden();
}
