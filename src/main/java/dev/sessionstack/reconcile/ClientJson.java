package dev.sessionstack.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapper;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** How the client reads what the API server answers. */
@Singleton
public class ClientJson {

  @Produces
  @Singleton
  @KubernetesClientObjectMapper
  public ObjectMapper mapper() {
    return new ObjectMapper(new ShallowJson());
  }
}
