package dev.sessionstack.chaos;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What an operator makes of specs that nothing happens to.
 *
 * @param objects as {@link Likeness} sees them
 * @param conditions as {@link Town#conditions} gives them
 */
record CalmDay(Map<String, String> objects, Map<String, String> conditions) {

  /** Lives the same specs, new, in another town. */
  static CalmDay of(Town storm, Path folder, Duration patience) {
    try (var town = new Town(folder, new Weather(0))) {
      // As they were written: records would say more.
      storm
          .client
          .genericKubernetesResources("sessionstack.dev/v1alpha1", "SessionStack")
          .inNamespace(Town.NAMESPACE)
          .list()
          .getItems()
          .forEach(stack -> town.client.resource(copy(stack)).create());
      town.awaitRest(patience);
      inherit(storm, town);
      town.awaitRest(patience);
      return new CalmDay(town.objects(), town.conditions());
    }
  }

  /** A volume from earlier times makes a difference: Secrets outlive their stack with it. */
  private static void inherit(Town storm, Town town) {
    var claims = town.client.persistentVolumeClaims().inNamespace(Town.NAMESPACE);
    for (var claim :
        storm.client.persistentVolumeClaims().inNamespace(Town.NAMESPACE).list().getItems()) {
      if (claims.withName(claim.getMetadata().getName()).get() == null) {
        town.client.resource(copy(claim)).create();
      }
    }
  }

  private static PersistentVolumeClaim copy(PersistentVolumeClaim claim) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(claim.getMetadata().getName())
        .withNamespace(Town.NAMESPACE)
        .withLabels(claim.getMetadata().getLabels())
        .endMetadata()
        .withSpec(claim.getSpec())
        .build();
  }

  private static GenericKubernetesResource copy(GenericKubernetesResource stack) {
    var copy =
        new GenericKubernetesResourceBuilder()
            .withApiVersion(stack.getApiVersion())
            .withKind(stack.getKind())
            .withNewMetadata()
            .withName(stack.getMetadata().getName())
            .withNamespace(Town.NAMESPACE)
            .endMetadata()
            .build();
    copy.setAdditionalProperty("spec", stack.get("spec"));
    return copy;
  }
}
