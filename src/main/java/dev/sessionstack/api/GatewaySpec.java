package dev.sessionstack.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** An HTTPRoute of the Gateway API in front of the Service. */
public record GatewaySpec(
    @Required
        @Size(min = 1, max = 8)
        @JsonPropertyDescription("The Gateways that the route attaches to.")
        List<ParentRef> parentRefs) {

  public GatewaySpec {
    parentRefs = Lists.of(parentRefs);
  }

  /** A Gateway, or one of its listeners. */
  public record ParentRef(
      @Required
          @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription("Name of a Gateway.")
          String name,
      @Size(min = 1, max = 63)
          @Pattern(Formats.LABEL)
          @JsonPropertyDescription(
              "Its namespace, which must allow routes from that of the stack. Default: that of the"
                  + " stack.")
          String namespace,
      @Size(min = 1, max = 253)
          @Pattern(Formats.NAME)
          @JsonPropertyDescription("Name of one of its listeners. Default: all that fit.")
          String sectionName,
      @Min(1) @Max(65535) @JsonPropertyDescription("Port of its listeners. Default: any.")
          Integer port) {}
}
