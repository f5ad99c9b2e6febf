package dev.sessionstack.parts.access;

import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.StackPlan;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Address and password of the store: as a URL for the app, as a password for people, and as a piece
 * of configuration for the Redis that we make.
 */
@ApplicationScoped
public class StoreSecret extends StackSecret {

  /** Key of the part of {@code redis.conf} that says who may come in. */
  public static final String AUTH_CONF = "auth.conf";

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
              if (plan.store().managed().isPresent()) {
                connection
                    .password()
                    .ifPresent(password -> data.put(AUTH_CONF, RedisUser.line(List.of(password))));
              }
            });
    return data;
  }
}
