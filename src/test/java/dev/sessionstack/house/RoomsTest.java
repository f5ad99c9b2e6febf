package dev.sessionstack.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house: six rooms in one line. Each {@code package-info} says what its room is for. */
@AnalyzeClasses(packages = "dev.sessionstack", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {

  private static final String SDK = "io.javaoperatorsdk..";
  private static final String CLIENT = "io.fabric8.kubernetes.client";

  @ArchTest
  static final ArchRule rooms_look_in_one_direction =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy("dev.sessionstack.api..")
          .layer("plan")
          .definedBy("dev.sessionstack.plan..")
          .layer("parts")
          .definedBy("dev.sessionstack.parts..")
          .layer("store")
          .definedBy("dev.sessionstack.store..")
          .layer("status")
          .definedBy("dev.sessionstack.status..")
          .layer("reconcile")
          .definedBy("dev.sessionstack.reconcile..")
          .whereLayer("reconcile")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("status")
          .mayOnlyBeAccessedByLayers("reconcile")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("status", "reconcile")
          .whereLayer("parts")
          .mayOnlyBeAccessedByLayers("status", "reconcile")
          .whereLayer("plan")
          .mayOnlyBeAccessedByLayers("parts", "store", "status", "reconcile");

  @ArchTest
  static final ArchRule only_the_plan_reads_the_spec =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sessionstack.api..", "dev.sessionstack.plan..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.sessionstack.api..")
                  .and(simpleNameEndingWith("Spec").or(simpleName("ManagedStore"))));

  @ArchTest
  static final ArchRule only_the_base_of_parts_and_reconcile_know_the_sdk =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sessionstack.reconcile..")
          .and()
          .haveNameNotMatching(".*\\.(StackObject|Part|PartSet|Supplement)")
          .should()
          .dependOnClassesThat(
              resideInAPackage(SDK).and(simpleName("Context").or(simpleName("Reconciler"))));

  @ArchTest
  static final ArchRule only_the_store_room_opens_sockets =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sessionstack.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lettuce..", "io.netty..", "java.net.http..", "software.amazon.awssdk..");

  @ArchTest
  static final ArchRule only_the_base_of_parts_and_reconcile_talk_to_the_api_server =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sessionstack.reconcile..")
          .and()
          .haveNameNotMatching(".*\\.(StackObject|Part|PartSet|Supplement)")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName(CLIENT + ".KubernetesClient");

  @ArchTest
  static final ArchRule plans_and_statuses_are_pure =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sessionstack.plan..", "dev.sessionstack.status..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callConstructor(java.util.Random.class)
          .orShould()
          .callConstructor(java.security.SecureRandom.class);

  @ArchTest
  static final ArchRule there_is_no_static_state =
      fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideInAPackage("dev.sessionstack..")
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule names_are_nouns_of_the_thing =
      classes()
          .that()
          .resideInAPackage("dev.sessionstack..")
          .should()
          .haveNameNotMatching(".*(Utils?|Manager|Helper|Impl)$");
}
