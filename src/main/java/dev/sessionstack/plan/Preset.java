package dev.sessionstack.plan;

import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import dev.sessionstack.api.Profile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a profile presets. All of it yields to what the user sets.
 *
 * @param port the framework's usual port
 * @param probePath a path that answers 200 when the app serves
 * @param portVariable the variable that the framework reads its port from
 * @param constants the rest of its environment, without the stack's own contract
 * @param affinity what the framework needs with more than one instance; Cookie yields to ClientIP
 *     where there is no proxy that could set one
 */
record Preset(
    int port,
    String portVariable,
    String probePath,
    Map<String, String> constants,
    Affinity.Mode affinity) {

  /** The environment that tells the framework what the stack expects of it. */
  Map<String, String> env(int chosenPort) {
    var env = new LinkedHashMap<>(constants);
    env.put(portVariable, Integer.toString(chosenPort));
    return env;
  }

  static Preset of(Profile profile) {
    return switch (profile) {
      case Generic -> new Preset(8080, "PORT", "/healthz", Map.of(), Affinity.Mode.None);
      case Gradio -> GRADIO;
      case Streamlit -> STREAMLIT;
    };
  }

  /**
   * Gradio keeps its event queue in the process, so another instance does not know a page's events.
   *
   * @see <a href="https://www.gradio.app/guides/environment-variables">Environment variables</a>
   * @see <a href="https://www.uvicorn.org/settings/#http">Uvicorn: FORWARDED_ALLOW_IPS</a>
   */
  private static final Preset GRADIO =
      new Preset(
          7860,
          "GRADIO_SERVER_PORT",
          "/",
          ordered(
              "GRADIO_SERVER_NAME", "0.0.0.0",
              "GRADIO_TEMP_DIR", "/tmp/gradio",
              "GRADIO_ANALYTICS_ENABLED", "False",
              "FORWARDED_ALLOW_IPS", "*"),
          Affinity.Mode.Cookie);

  /**
   * Streamlit keeps a page's state in the process that its WebSocket is open to.
   *
   * @see <a
   *     href="https://docs.streamlit.io/develop/api-reference/configuration/config.toml">config.toml</a>
   */
  private static final Preset STREAMLIT =
      new Preset(
          8501,
          "STREAMLIT_SERVER_PORT",
          "/_stcore/health",
          ordered(
              "STREAMLIT_SERVER_ADDRESS", "0.0.0.0",
              "STREAMLIT_SERVER_HEADLESS", "true",
              "STREAMLIT_BROWSER_GATHER_USAGE_STATS", "false"),
          Affinity.Mode.Cookie);

  private static Map<String, String> ordered(String... pairs) {
    var map = new LinkedHashMap<String, String>();
    for (var i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
