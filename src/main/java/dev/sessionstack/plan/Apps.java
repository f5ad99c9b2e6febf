package dev.sessionstack.plan;

import dev.sessionstack.api.ServerSpec;
import dev.sessionstack.api.SessionStackSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What of a spec runs images of the user's beside the UI, planned. */
record Apps(
    SessionStackSpec spec,
    Names names,
    References references,
    Fingerprint hash,
    Surroundings around,
    boolean hibernated,
    Consumer<Problem> problems) {

  List<WorkerPlan> workers() {
    return spec.workers().stream()
        .map(
            pool ->
                WorkerPlan.of(
                    pool,
                    names,
                    spec.ui().image(),
                    hash.ofApp(references.workers().get(pool.name())),
                    around,
                    hibernated,
                    problems))
        .toList();
  }

  Optional<SchedulerPlan> scheduler() {
    return Optional.ofNullable(spec.scheduler())
        .map(
            one ->
                SchedulerPlan.of(
                    one,
                    spec.ui().image(),
                    hash.ofApp(references.scheduler()),
                    around,
                    hibernated,
                    problems));
  }

  List<ServerPlan> servers() {
    return Stream.of(
            server(spec.backend(), Component.BACKEND, references.backend()),
            server(spec.modelServer(), Component.MODEL_SERVER, references.modelServer()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The model server is told neither of sessions nor of tasks, so it does not follow them. */
  private Optional<ServerPlan> server(
      ServerSpec server, Component component, Set<Reference> references) {
    return Optional.ofNullable(server)
        .map(
            one ->
                ServerPlan.of(
                    one,
                    component,
                    component == Component.MODEL_SERVER
                        ? hash.ofServer(references)
                        : hash.ofApp(references),
                    around,
                    hibernated,
                    problems));
  }
}
