package dev.sessionstack.parts.access;

import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/**
 * Address and password of the store: as a URL for the app, as a password for people, and as a piece
 * of configuration for the Redis that we make.
 */
@ApplicationScoped
public class StoreSecret extends StackSecret {

  public StoreSecret() {
    super(Component.STORE);
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.store().connection().isPresent();
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().storeSecret();
  }

  @Override
  public Secret desired(StackPlan plan) {
    return RotationStep.dated(super.desired(plan), plan.store().change());
  }

  @Override
  Map<String, String> data(StackPlan plan) {
    var data = new TreeMap<String, String>();
    data.put(Keys.HASH_KEY, plan.keys().hashKey().reveal());
    plan.store()
        .connection()
        .ifPresent(
            connection -> {
              data.put(AppEnv.REDIS_URL, connection.url().reveal());
              plan.broker()
                  .ifPresent(
                      broker -> {
                        data.put(AppEnv.CELERY_BROKER_URL, broker.tasks().url().reveal());
                        data.put(AppEnv.CELERY_RESULT_BACKEND, broker.results().url().reveal());
                      });
              connection
                  .password()
                  .ifPresent(password -> data.put(Keys.PASSWORD, password.reveal()));
            });
    var passwords = plan.store().passwords();
    if (!passwords.isEmpty()) {
      data.put(Keys.AUTH_CONF, RedisUser.line(passwords));
      passwords.stream().skip(1).forEach(p -> data.put(Keys.OTHER_PASSWORD, p.reveal()));
    }
    plan.store()
        .change()
        .ifPresent(change -> RotationStep.addName(change, data, Keys.PASSWORD_ROTATION));
    return data;
  }
}
