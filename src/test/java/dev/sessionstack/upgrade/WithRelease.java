package dev.sessionstack.upgrade;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Only where the operator of the last release was built. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithRelease.Built.class)
public @interface WithRelease {

  /** Looks for it. */
  final class Built implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      var operator = Release.last().operator();
      if (Files.exists(operator)) {
        return ConditionEvaluationResult.enabled(operator.toString());
      }
      var how =
          "UPGRADE TESTS SKIPPED: the operator of the last release is not built; .ci/release build"
              + " does, in a clone with its history";
      System.err.println(context.getDisplayName() + ": " + how);
      return ConditionEvaluationResult.disabled(how);
    }
  }
}
