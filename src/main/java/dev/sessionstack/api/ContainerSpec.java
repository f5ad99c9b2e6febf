package dev.sessionstack.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/** What a user may say of every container that runs an image of theirs. */
public interface ContainerSpec {

  /** Null for the image of the UI, where there is a default. */
  String image();

  List<String> command();

  List<String> args();

  List<EnvVar> env();

  List<EnvFromSource> envFrom();

  /** Null where none are asked for. */
  ResourceRequirements resources();

  /** A patch of the pod template; null where there is none. */
  JsonNode template();
}
