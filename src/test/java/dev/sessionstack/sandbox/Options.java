package dev.sessionstack.sandbox;

/**
 * What the sandbox is asked to do.
 *
 * @param fake not to use a real kube-apiserver even if there is one
 * @param once to end as soon as all examples are ready and have done tasks
 * @param port of the API server; 0 is a free one
 * @param help to say what there is, and end
 */
record Options(boolean fake, boolean once, int port, boolean help) {
  static final String USAGE =
      """
      ./mvnw -q -Psandbox -Dsandbox.args="..."

        --fake      use the API server in this JVM even if there is a kube-apiserver
        --port N    port of the API server (with --fake; default: a free one)
        --once      end with 0 once all examples are ready and their workers have done what users
                    sent them, with 1 if they do not get there in three minutes
        --help      this text
      """;

  static Options of(String... arguments) {
    var options = new Options(false, false, 0, false);
    for (int i = 0; i < arguments.length; i++) {
      options =
          switch (arguments[i]) {
            case "--fake" -> new Options(true, options.once, options.port, options.help);
            case "--once" -> new Options(options.fake, true, options.port, options.help);
            case "--help", "-h" -> new Options(options.fake, options.once, options.port, true);
            case "--port" -> {
              var port = ++i < arguments.length ? arguments[i] : "";
              yield new Options(options.fake, options.once, number(port), options.help);
            }
            default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
          };
    }
    return options;
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException("--port needs a port number, not '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
