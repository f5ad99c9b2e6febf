package dev.sessionstack.plan;

import dev.sessionstack.api.Mode;
import dev.sessionstack.api.SessionSpec.Hygiene;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.StoreSpec.Health;
import dev.sessionstack.api.Switch;
import java.time.Duration;
import java.util.Optional;

/**
 * How the sessions in the store are looked after.
 *
 * @param enabled whether they are counted at all
 * @param interval from one census to the next
 * @param keysPerSecond that the server looks at for it; 0 for any number
 * @param repairs whether sessions are put right; never in a stack that is paused
 * @param demand changes when a census is asked for
 */
public record CensusPlan(
    boolean enabled, Duration interval, int keysPerSecond, boolean repairs, String demand) {

  /** The annotation that asks for a census: a new value means now. */
  public static final String ANNOTATION = "sessionstack.dev/census";

  static CensusPlan of(SessionStack stack) {
    var spec = stack.getSpec();
    var health = Optional.ofNullable(spec.store().health());
    var hygiene = spec.session() == null ? Hygiene.Report : spec.session().hygiene();
    return new CensusPlan(
        health.map(Health::census).orElse(Switch.Enabled) == Switch.Enabled,
        Durations.of(health.map(Health::censusInterval).orElse(null), "1m"),
        health.map(Health::scanKeysPerSecond).orElse(20_000),
        hygiene == Hygiene.Repair && spec.mode() != Mode.Paused,
        demand(stack));
  }

  /** Whatever the annotation says; empty without it. */
  public static String demand(SessionStack stack) {
    return Optional.ofNullable(stack.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(ANNOTATION))
        .orElse("");
  }
}
