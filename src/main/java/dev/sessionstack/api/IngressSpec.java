package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** An Ingress in front of the Service. */
public record IngressSpec(
    @Size(min = 1, max = 253)
        @Pattern(Formats.NAME)
        @JsonPropertyDescription(
            "The IngressClass, for instance traefik or nginx. It also tells which controller it is,"
                + " and so which annotations make it sticky. Default: the cluster's default class.")
        String className,
    @Size(max = 50)
        @JsonPropertyDescription(
            "Annotations of the Ingress. They win over those that the operator sets.")
        Map<String, String> annotations) {}
