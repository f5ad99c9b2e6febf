package dev.sessionstack.parts.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NextKeysTest {

  /** One that lost its labels is not seen, so others are drawn; what cannot be edited stays. */
  @Test
  void R26_keys_to_come_that_were_out_of_sight_are_taken_up_as_they_are() {
    var met = new NextKeys().met(secret("bGl2ZQ=="), secret("ZHJhd24="));
    assertThat(met.getData()).isEqualTo(Map.of("JWT_SECRET", "bGl2ZQ=="));
  }

  private static Secret secret(String key) {
    return new SecretBuilder().withImmutable(true).addToData("JWT_SECRET", key).build();
  }
}
