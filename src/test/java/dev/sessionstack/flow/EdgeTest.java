package dev.sessionstack.flow;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** The way in, on the fake API server. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class EdgeTest extends EdgeFlow {}
