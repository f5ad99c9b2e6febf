package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The other framework: an app of Streamlit, whose sessions are in Redis, too. */
@OnCluster
class StreamlitE2E {

  private static RealCluster cluster;
  private static Workbench workbench;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("streamlit");
    cluster.apply("streamlit");
    workbench = new Workbench(cluster);
    cluster.awaitReady("streamlit");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void it_answers_and_a_login_is_counted() throws Exception {
    var url = "http://streamlit-ui." + cluster.namespace + ".svc";
    var said =
        workbench.python(
            """
            import httpx, sys
            with httpx.Client(base_url=sys.argv[1], timeout=20) as client:
                print(client.get("/_stcore/health").text)
                form = client.get("/login")
                form.raise_for_status()
                assert "username" in form.text, form.text
                answer = client.post("/login", data={"username": "ada"})
                print(answer.status_code, list(client.cookies))
                page = client.get("/")
                page.raise_for_status()
                print("streamlit" in page.text.lower())
            """,
            url);
    System.out.println(said);
    assertThat(said.lines().toList()).hasSize(3).first().isEqualTo("ok");
    assertThat(said).endsWith("True");
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> {
              var sessions = cluster.stack("streamlit").get().getStatus().sessions();
              assertThat(sessions).isNotNull();
              assertThat(sessions.active()).isEqualTo(1);
              assertThat(sessions.users()).isEqualTo(1);
            });
  }
}
