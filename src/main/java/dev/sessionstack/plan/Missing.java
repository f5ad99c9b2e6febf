package dev.sessionstack.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a stack refers to and what does not exist, or is not the user's to refer to. */
final class Missing {

  static List<Problem> of(References references, Surroundings around) {
    var problems = new ArrayList<Problem>();
    add(references.session(), Component.SESSION, around, p -> p, problems);
    add(references.store(), Component.STORE, around, p -> p, problems);
    add(references.ui(), Component.UI, around, p -> p, problems);
    references
        .workers()
        .forEach(
            (pool, some) -> add(some, Component.WORKERS, around, p -> p.ofPool(pool), problems));
    add(references.scheduler(), Component.SCHEDULER, around, p -> p, problems);
    add(references.backend(), Component.BACKEND, around, p -> p, problems);
    add(references.modelServer(), Component.MODEL_SERVER, around, p -> p, problems);
    add(references.bucket(), Component.BUCKET, around, p -> p, problems);
    return problems;
  }

  private static void add(
      Set<Reference> references,
      Component component,
      Surroundings around,
      UnaryOperator<Problem> scope,
      List<Problem> problems) {
    for (var reference : references) {
      if (!reference.optional() && !around.contents().containsKey(reference.target())) {
        problems.add(
            scope.apply(
                Problem.holds(
                    component,
                    reference.kind() + "Missing",
                    reference.field(),
                    reference.kind()
                        + " "
                        + reference.name()
                        + " does not exist in this namespace; create it or correct the name")));
      } else if (reference.own() && around.secrets().contains(reference.name())) {
        // What it holds would be made from itself, and then go as not needed.
        problems.add(
            scope.apply(
                Problem.holds(
                    component,
                    "SecretGenerated",
                    reference.field(),
                    "Secret "
                        + reference.name()
                        + " is made by the operator; leave the field out, or name a Secret of"
                        + " your own")));
      }
    }
  }

  private Missing() {}
}
