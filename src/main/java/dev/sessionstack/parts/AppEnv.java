package dev.sessionstack.parts;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.ContainerPlan;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The environment that an app may count on: {@code docs/contract.md}. What the user sets wins, by
 * {@code env} or by {@code envFrom}. Passwords come by reference, so that no object shows them.
 */
public final class AppEnv {

  /** Keys in the store Secret. */
  public static final String REDIS_URL = "REDIS_URL";

  public static final String CELERY_BROKER_URL = "CELERY_BROKER_URL";
  public static final String CELERY_RESULT_BACKEND = "CELERY_RESULT_BACKEND";

  /** The user has no entry in passwd, and / is read-only. */
  private static final EnvVar HOME = plain("HOME", "/tmp");

  private final List<EnvVar> ours = new ArrayList<>();

  private AppEnv() {}

  /**
   * The whole environment of the stack: ours first, then the user's own.
   *
   * @param own what only this component is told
   */
  public static List<EnvVar> ofApp(
      StackPlan plan, Component component, ContainerPlan container, Map<String, String> own) {
    var env = new AppEnv();
    env.session(plan, component);
    env.add(own);
    env.tasks(plan);
    env.servers(plan, component);
    plan.bucket().map(BucketEnv::of).ifPresent(env.ours::addAll);
    return env.under(container);
  }

  /** The environment of a server that knows neither sessions nor tasks. */
  public static List<EnvVar> ofServer(
      StackPlan plan, ContainerPlan container, Map<String, String> own) {
    var env = new AppEnv();
    env.ours.add(HOME);
    env.add(own);
    plan.bucket().map(BucketEnv::of).ifPresent(env.ours::addAll);
    return env.under(container);
  }

  private void session(StackPlan plan, Component component) {
    ours.add(plain("SESSION_TTL_SECONDS", Long.toString(plan.session().ttl().toSeconds())));
    ours.add(plain("SESSION_KEY_PREFIX", plan.session().keyPrefix()));
    if (component == Component.UI) {
      // Five seconds less than Kubernetes waits, so that the process ends before it is ended.
      var drain = Math.max(1, plan.ui().drainTimeout().toSeconds() - 5);
      ours.add(plain("DRAIN_TIMEOUT_SECONDS", Long.toString(drain)));
    }
    if (plan.store().connection().isPresent()) {
      ours.add(secret(REDIS_URL, plan.names().storeSecret()));
    }
    for (var key : List.of(Keys.JWT_SECRET, Keys.SECRET_KEY, Keys.CSRF_SECRET)) {
      ours.add(secret(key, plan.session().secretName()));
      // Always there, so that a rotation changes content and no template.
      ours.add(secret(key + Keys.FALLBACKS, plan.session().secretName(), true));
    }
    ours.add(HOME);
  }

  private void tasks(StackPlan plan) {
    if (plan.broker().isPresent()) {
      ours.add(secret(CELERY_BROKER_URL, plan.names().storeSecret()));
      ours.add(secret(CELERY_RESULT_BACKEND, plan.names().storeSecret()));
    }
  }

  private void servers(StackPlan plan, Component component) {
    if (component != Component.BACKEND) {
      plan.url(Component.BACKEND).ifPresent(url -> ours.add(plain("BACKEND_URL", url)));
    }
    plan.url(Component.MODEL_SERVER).ifPresent(url -> ours.add(plain("MODEL_URL", url)));
  }

  private void add(Map<String, String> own) {
    own.forEach((name, value) -> ours.add(plain(name, value)));
  }

  private List<EnvVar> under(ContainerPlan container) {
    ours.removeIf(variable -> container.variables().contains(variable.getName()));
    ours.addAll(container.env());
    return ours;
  }

  static EnvVar plain(String name, String value) {
    return new EnvVar(name, value, null);
  }

  private static EnvVar secret(String name, String secret) {
    return secret(name, secret, null);
  }

  /**
   * @param optional whether the pod starts without it; null for Kubernetes' default, no
   */
  static EnvVar secret(String name, String secret, Boolean optional) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef(name, secret, optional)
        .endValueFrom()
        .build();
  }
}
