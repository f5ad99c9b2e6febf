package dev.sessionstack.store;

import dev.sessionstack.plan.PoolLoad;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What one measurement of a broker's queues found. It holds no ages, which would be news each time.
 */
public sealed interface QueueReport {

  /**
   * Every queue was measured.
   *
   * @param queues one for each that was asked for, by name
   */
  record Depths(List<QueueDepth> queues) implements QueueReport {
    public Depths {
      queues = List.copyOf(queues);
    }

    /** The sum over some queues; absent where one of them was not measured. */
    public Optional<PoolLoad> load(Collection<String> names) {
      var wanted = queues.stream().filter(queue -> names.contains(queue.name())).toList();
      return wanted.size() < names.stream().distinct().count()
          ? Optional.empty()
          : Optional.of(
              new PoolLoad(
                  wanted.stream().mapToLong(QueueDepth::ready).sum(),
                  wanted.stream().mapToLong(QueueDepth::unacked).sum()));
    }
  }

  /**
   * It is not known how much work there is. That is not the same as none: a pool that is scaled to
   * 0 for want of an answer stops in the middle of its work (R18).
   *
   * @param reason the name of a {@link StoreReport.Reason}, or {@link #PERMISSION_DENIED}, or
   *     {@link #NOT_A_QUEUE}
   * @param message what is wrong; the same text for the same fault
   */
  record Unknown(String reason, String message) implements QueueReport {}

  /** The user of the app may not read what tells how deep the queues are. */
  String PERMISSION_DENIED = "PermissionDenied";

  /** A key with the name of a queue, or of Celery's own keys, holds something else. */
  String NOT_A_QUEUE = "NotAQueue";
}
