package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Quarkus' client of the API server, behind a {@link Fence}. */
@Singleton
class Client {

  @Produces
  @ApplicationScoped
  KubernetesClient client(
      KubernetesSerialization serialization, Config config, Leadership leadership) {
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(serialization)
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor("fence", new Fence(leadership)))
        .build();
  }

  void close(@Disposes KubernetesClient client) {
    client.close();
  }
}
