package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a stack costs the API server (R28), from nothing until all of it runs. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class ApiCallsTest extends Flow {

  private static final Logger LOG = Logger.getLogger(ApiCallsTest.class);

  @Test
  void R28_a_stack_costs_one_write_for_each_object_and_no_read() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);
    awaitRest();

    var writes = site.operatorWrites(0);
    var objects = writes.stream().filter(write -> !isOfStatus(write) && !isEvent(write)).toList();
    var times =
        objects.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    LOG.infof(
        "%d objects: %d writes of objects, %d of the status, %d Events, %d reads",
        site.objects().size(),
        objects.size(),
        writes.stream().filter(ApiCallsTest::isOfStatus).count(),
        writes.stream().filter(ApiCallsTest::isEvent).count(),
        cluster.operatorReads(site.namespace()).size());

    assertThat(objects).hasSameSizeAs(site.objects());
    assertThat(times.values()).containsOnly(1L);
    assertThat(cluster.operatorReads(site.namespace())).isEmpty();
  }

  /** An edit of one field is one write of one object, and what the status says of it. */
  @Test
  void R28_an_edit_costs_one_write_of_the_object_that_it_is_about() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);
    awaitRest();
    var mark = cluster.mark();

    site.patchSpec("shop", "{\"backend\": {\"image\": \"api:2\"}}");
    Site.eventually(() -> assertThat(site.image("shop-backend")).isEqualTo("api:2"));
    site.awaitExactly("shop", TaskStack.WELL);
    awaitRest();

    assertThat(site.operatorWrites(mark))
        .filteredOn(write -> !isOfStatus(write) && !isEvent(write))
        .singleElement()
        .asString()
        .contains("/deployments/shop-backend");
  }

  private static boolean isOfStatus(String write) {
    return write.contains("/sessionstacks/shop/status");
  }

  private static boolean isEvent(String write) {
    return write.contains("/events");
  }
}
