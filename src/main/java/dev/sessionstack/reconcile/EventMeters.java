package dev.sessionstack.reconcile;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Gives all meters of one name the same tags, as Prometheus demands.
 *
 * <p>JOSDK 5.3 counts {@code events.received} with the tag {@code action} for events of objects and
 * without it for others. Quarkus' registry throws on the second kind, out of the very method that
 * hands the event on, so that the event would be lost.
 */
@Singleton
class EventMeters {

  private static final String ACTION = "action";

  @Produces
  @Singleton
  MeterFilter sameTags() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return "events.received".equals(id.getName()) && id.getTag(ACTION) == null
            ? id.withTag(Tag.of(ACTION, "NONE"))
            : id;
      }
    };
  }
}
