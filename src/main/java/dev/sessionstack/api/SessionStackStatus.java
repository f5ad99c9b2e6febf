package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import java.util.Optional;

/** What the operator sees. Figures are rounded and written only when they change. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SessionStackStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("What is so and why; docs/conditions.md says what to do about each.")
        List<Condition> conditions,
    @JsonPropertyDescription("Where the app answers.") String url,
    @LabelSelector @JsonPropertyDescription("Selects the pods of the UI, for autoscalers.")
        String selector,
    @StatusReplicas @JsonPropertyDescription("UI instances that exist.") Integer replicas,
    @JsonPropertyDescription("UI instances that can serve.") Integer readyReplicas,
    @JsonPropertyDescription("The session store, from the last probe that got through.")
        Store store,
    @JsonPropertyDescription("The sessions in the store, from the last census that got through.")
        Sessions sessions,
    @JsonPropertyDescription("The pools of workers and their queues.") List<Worker> workers,
    @JsonPropertyDescription("Tasks that wait in any queue of the stack.") Long queued,
    @JsonPropertyDescription("The Secrets that the pods use.") Secrets secrets) {

  public SessionStackStatus {
    conditions = Lists.of(conditions);
    workers = Lists.of(workers);
  }

  /** The session store. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Store(
      @JsonPropertyDescription("Its address, host:port.") String endpoint,
      @JsonPropertyDescription("What it says it is, for instance Redis 8.0.2.") String version,
      @JsonPropertyDescription("master or replica, as the store says.") String role,
      @JsonPropertyDescription("Used memory in percent of maxmemory; absent without maxmemory.")
          Integer memoryUsedPercent,
      @JsonPropertyDescription(
              "What is wrong with it, the most urgent first, in the words of the reasons of"
                  + " StoreHealthy. What is not seen to be over stays.")
          List<String> troubles,
      @JsonPropertyDescription("Keys evicted since the server started.") Long evictedKeys,
      @JsonPropertyDescription("Sessions without a TTL, which would stay for ever.")
          Long keysWithoutTtl,
      @Size(max = 40)
          @JsonPropertyDescription(
              "Size of the volume, while it is smaller than storage.size says. So far that may be"
                  + " taken back.")
          String capacity) {

    public Store {
      troubles = Lists.of(troubles);
    }

    /** The same with a volume of this size, or with one as large as it is to be. */
    public Store with(Optional<String> smaller) {
      return new Store(
          endpoint,
          version,
          role,
          memoryUsedPercent,
          troubles,
          evictedKeys,
          keysWithoutTtl,
          smaller.orElse(null));
    }
  }

  /** Counts of sessions. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Sessions(
      @JsonPropertyDescription("Sessions that have not ended.") Long active,
      @JsonPropertyDescription("Records past their expire_at that the store still holds.")
          Long expired,
      @JsonPropertyDescription("Keys under the prefix that are no session record.") Long malformed,
      @JsonPropertyDescription("Sessions without a TTL, which would stay for ever.")
          Long withoutTtl,
      @JsonPropertyDescription("Different users among the active sessions.") Long users,
      @JsonPropertyDescription("Active sessions that end within five minutes, unless used.")
          Long endingSoon,
      @JsonPropertyDescription("Bytes of all records, as the app wrote them; two digits.")
          Long bytes,
      @JsonPropertyDescription("Bytes of a record on average; two digits.") Long averageBytes,
      @JsonPropertyDescription("Bytes that one record in a hundred exceeds; two digits.")
          Long p99Bytes,
      @JsonPropertyDescription("Bytes of the largest record; two digits.") Long largestBytes,
      @JsonPropertyDescription(
              "True where the census ended before it had seen all: there are at least as many.")
          Boolean approximate) {}

  /** A pool of workers. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Worker(
      @JsonPropertyDescription("Name of the pool.") String name,
      @JsonPropertyDescription("Instances that exist.") Integer replicas,
      @JsonPropertyDescription("Instances that can work.") Integer readyReplicas,
      @JsonPropertyDescription(
              "Instances whose worker sent one of Celery's heartbeats in the last minutes. Absent"
                  + " where none of them ever did, as when heartbeats are switched off.")
          Integer aliveReplicas,
      @JsonPropertyDescription("Its queues, from the last reading that got through.")
          List<Queue> queues) {

    public Worker {
      queues = Lists.of(queues);
    }
  }

  /** A queue. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Queue(
      @JsonPropertyDescription("Its name.") String name,
      @JsonPropertyDescription("Tasks that wait.") Long ready,
      @JsonPropertyDescription("Tasks that a worker has taken and not finished.") Long unacked,
      @JsonPropertyDescription(
              "The oldest of the tasks that wait has waited since then, or longer: since it was"
                  + " sent, where the app stamps its tasks, else since it was first seen to be"
                  + " next. Absent where that is less than a minute.")
          String oldestReadyTime,
      @JsonPropertyDescription(
              "When a worker took the oldest of the tasks that are not finished. Absent where that"
                  + " is less than a minute ago.")
          String oldestUnackedTime) {}

  /** Names of Secrets. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Secrets(
      @JsonPropertyDescription("JWT_SECRET, SECRET_KEY and CSRF_SECRET.") String session,
      @JsonPropertyDescription("REDIS_URL and the store's password.") String store,
      @JsonPropertyDescription(
              "Where the session keys come from; absent where they were never rotated.")
          Rotation sessionRotation,
      @JsonPropertyDescription(
              "The same of the store's password, and while one of your own is changed.")
          Rotation storeRotation) {}

  /** A change of keys. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rotation(
      @JsonPropertyDescription("What the spec calls it; absent for a password of your own.")
          String name,
      @JsonPropertyDescription(
              "Announced: the new is accepted. Switched: the new is in use, the old accepted."
                  + " Retired: the old is dropped. Done.")
          String step,
      @JsonPropertyDescription("When the step began.") String since,
      @JsonPropertyDescription("When the step ends, if it waits for nothing but time.")
          String until) {}
}
