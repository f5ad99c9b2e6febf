package dev.sessionstack.parts;

import dev.sessionstack.api.Profile;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The environment that an app may count on: {@code docs/contract.md}. What the user sets wins, by
 * {@code env} or by {@code envFrom}. Passwords come by reference, so that no object shows them.
 */
public final class AppEnv {

  /** Key in the store Secret. */
  public static final String REDIS_URL = "REDIS_URL";

  /** Ours first, then the user's own. */
  public static List<EnvVar> of(StackPlan plan) {
    var ours = new ArrayList<EnvVar>();
    ours.add(plain("SESSION_TTL_SECONDS", Long.toString(plan.session().ttl().toSeconds())));
    ours.add(plain("SESSION_KEY_PREFIX", plan.session().keyPrefix()));
    ours.add(plain("DRAIN_TIMEOUT_SECONDS", Long.toString(drainSeconds(plan))));
    if (plan.store().connection().isPresent()) {
      ours.add(secret(REDIS_URL, plan.names().storeSecret()));
    }
    for (var key : List.of(Keys.JWT_SECRET, Keys.SECRET_KEY, Keys.CSRF_SECRET)) {
      ours.add(secret(key, plan.session().secretName()));
    }
    plan.bucket().map(BucketEnv::of).ifPresent(ours::addAll);
    ours.add(plain("HOME", "/tmp")); // the user has no entry in passwd, and / is read-only
    plan.ui().presets().forEach((name, value) -> ours.add(plain(name, value)));
    if (plan.ui().profile() == Profile.Gradio) {
      ours.add(plain("PROJECTNAME", plan.names().stack()));
      ours.add(plain("VERSION", tag(plan.ui().image())));
    }
    ours.removeIf(variable -> plan.ui().variables().contains(variable.getName()));
    ours.addAll(plan.ui().env());
    return ours;
  }

  /** Five seconds less than Kubernetes waits, so that the process ends before it is ended. */
  private static long drainSeconds(StackPlan plan) {
    return Math.max(1, plan.ui().drainTimeout().toSeconds() - 5);
  }

  /** The tag or digest of an image; a registry's port is not a tag. */
  private static String tag(String image) {
    var name = image.substring(image.lastIndexOf('/') + 1);
    var at = name.indexOf('@');
    var colon = name.indexOf(':');
    return at >= 0 ? name.substring(at + 1) : colon >= 0 ? name.substring(colon + 1) : "latest";
  }

  private static EnvVar plain(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static EnvVar secret(String name, String secret) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef(name, secret, null)
        .endValueFrom()
        .build();
  }

  private AppEnv() {}
}
