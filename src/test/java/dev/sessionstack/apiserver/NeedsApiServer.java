package dev.sessionstack.apiserver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Runs where {@link ApiServerBinaries} are, and is skipped loudly elsewhere. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "dev.sessionstack.apiserver.ApiServerBinaries#available",
    disabledReason = "there is no kube-apiserver")
@interface NeedsApiServer {}
