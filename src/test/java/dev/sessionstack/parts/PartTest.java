package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.plan.Given;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PartTest {

  /** What a stack does not want is found by its name to be deleted. */
  @TestFactory
  Stream<DynamicTest> a_part_that_is_switched_off_still_has_its_name() {
    var with =
        Given.plan(
            """
            ui: {image: 'shop:1', autoscaling: {maxReplicas: 2}}
            store: {managed: {}}
            scheduler: {app: shop}
            loadBalancer: {ingress: {}, gateway: {parentRefs: [{name: public}]}} # no user may
            """);
    var without =
        Given.plan(
            """
            ui: {image: 'shop:1'}
            store: {memory: {}}
            session: {secretRef: {name: mine}}
            podDefaults: {serviceAccountName: mine}
            """);
    return Rendering.parts().stream()
        .filter(Part.class::isInstance) // what a PartSet has too much of is found by its labels
        .map(Part.class::cast)
        .map(
            part ->
                DynamicTest.dynamicTest(
                    part.getClass().getSimpleName(),
                    () ->
                        assertThat(part.objectName(without))
                            .isEqualTo(part.objectName(with))
                            .isEqualTo(part.desired(with).getMetadata().getName())));
  }
}
