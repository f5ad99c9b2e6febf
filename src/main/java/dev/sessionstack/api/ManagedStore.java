package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;

/** One Redis (or Valkey), made and kept by the operator. */
@ValidationRule(
    value = "!has(self.persistence) || self.persistence == 'None' || has(self.storage)",
    message = "persistence RDB and AOF need a volume: add store.managed.storage.size")
@ValidationRule(
    value = "has(self.storage) == has(oldSelf.storage)",
    message =
        "storage cannot be added to or removed from a store that exists, its sessions would be"
            + " lost: make a second stack with the new storage and move over")
@ValidationRule(
    value =
        "!has(self.persistence) || self.persistence != 'None' || (has(oldSelf.persistence) ?"
            + " oldSelf.persistence == 'None' : !has(oldSelf.storage))",
    message =
        "persistence of a store that saves its sessions cannot become None: every restart would"
            + " bring back what was saved last, also sessions that have ended since; use RDB, or"
            + " make a second stack and move over")
public record ManagedStore(
    @Default(ManagedStore.IMAGE)
        @Size(min = 1, max = 512)
        @Pattern("^\\S+$")
        @JsonPropertyDescription(
            "Redis 6.2 or later, or Valkey 8 or later, with `redis-server` on its path."
                + " The default is written into the resource when it is created, so that a later"
                + " release of the operator does not change it under you. Default: redis:8.0.")
        String image,
    @JsonPropertyDescription(
            "CPU and memory of the server. maxmemory is a share of the memory limit. Default: 100m"
                + " CPU and 256Mi requested, 256Mi limit.")
        ResourceRequirements resources,
    @Default("75")
        @Min(10)
        @Max(95)
        @JsonPropertyDescription(
            "maxmemory in percent of the container's memory limit; the rest is for buffers and for"
                + " the fork that saves. Changes without a restart. Default: 75.")
        Integer maxMemoryPercent,
    @Default("NoEviction")
        @JsonPropertyDescription(
            "What the server does when maxmemory is reached. NoEviction refuses writes and loses"
                + " nothing. Changes without a restart. Default: NoEviction.")
        EvictionPolicy evictionPolicy,
    @Default("10000")
        @Min(20)
        @Max(1000000)
        @JsonPropertyDescription(
            "How many connections the server takes at once; more are refused. Changes without a"
                + " restart. It needs as many open files, which the node's container runtime"
                + " limits. Default: 10000.")
        Integer maxClients,
    @JsonPropertyDescription(
            "None: sessions end with the pod. RDB: snapshots, up to minutes may be lost. AOF: a log,"
                + " up to a second may be lost. RDB and AOF change into each other without a"
                + " restart. Default: AOF with storage, else None.")
        Persistence persistence,
    @JsonPropertyDescription("The volume. Without it sessions end with the pod.") Storage storage,
    @JsonPropertyDescription(
            "The password. Default: generated once, and changed by `rotation` only.")
        Auth auth,
    @JsonPropertyDescription("TLS between the app, the operator and the store.") Tls tls,
    @PreserveUnknownFields @JsonPropertyDescription(Formats.TEMPLATE) JsonNode template) {

  /** What {@code image} is where the user names none. */
  public static final String IMAGE = "redis:8.0";

  /** How sessions survive the pod. */
  public enum Persistence {
    None,
    RDB,
    AOF
  }

  /** A persistent volume for /data. */
  @ValidationRule(
      value =
          "has(self.storageClassName) == has(oldSelf.storageClassName) &&"
              + " (!has(self.storageClassName) || self.storageClassName =="
              + " oldSelf.storageClassName)",
      message =
          "storage.storageClassName of a store that exists cannot be changed: make a second stack"
              + " with the new class and move over")
  public record Storage(
      @Required
          @Size(max = 20)
          @Pattern(Formats.BYTES)
          @JsonPropertyDescription(
              "Size of the volume, for instance 1Gi. It may grow, without a restart, where the"
                  + " storage class has allowVolumeExpansion, and be taken back as long as the"
                  + " volume has not grown.")
          String size,
      @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription("The storage class. Default: the cluster's default class.")
          String storageClassName,
      @Default("Retain")
          @JsonPropertyDescription(
              "What becomes of the volume, and of the Secrets that go with it, when the stack is"
                  + " deleted. Retain: they stay, and a stack of the same name finds its sessions"
                  + " again. Default: Retain.")
          WhenDeleted whenDeleted) {

    /** What becomes of the volume when its stack is deleted. */
    public enum WhenDeleted {
      Retain,
      Delete
    }
  }

  /** Who may come in. */
  @ValidationRule(
      value = "!has(self.rotation) || !has(self.passwordSecretRef)",
      message =
          "auth.rotation replaces a generated password, and that of auth.passwordSecretRef is"
              + " yours: change it in the Secret, and leave out rotation")
  public record Auth(
      @JsonPropertyDescription(
              "A Secret with the key `password`. What is changed there becomes the password step by"
                  + " step: nobody is cut off, and the server does not restart.")
          SecretRef passwordSecretRef,
      @Size(min = 1, max = 63)
          @Pattern(Formats.TOKEN)
          @JsonPropertyDescription(
              "A name for the generated password, such as 2026-12. Another name has it replaced,"
                  + " step by step: nobody is cut off, and the server does not restart. Default:"
                  + " never replaced.")
          String rotation) {}

  /** The server's certificate. */
  public record Tls(
      @Required
          @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription(
              "A Secret with the keys tls.crt, tls.key and ca.crt. The certificate must be valid"
                  + " for <stack>-redis.<namespace>.svc.")
          String secretName) {}
}
