package dev.sessionstack.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Ends sessions of a stack, once, as a Job runs once. A kind of its own, so that who may end
 * sessions is apart from who may change stacks, and each act is an object in the API server's audit
 * log. The name of a user is personal: it is in no column.
 */
@Group("sessionstack.dev")
@Version("v1alpha1")
@Plural("sessionrevocations")
@Singular("sessionrevocation")
@ShortNames("srev")
@ValidationRule(
    value = "has(self.spec)",
    message =
        "spec is required: set spec.stackName and one of spec.user, spec.session and spec.all")
@AdditionalPrinterColumn(name = "Stack", type = Type.STRING, jsonPath = ".spec.stackName")
@AdditionalPrinterColumn(
    name = "Complete",
    type = Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Complete\")].status")
@AdditionalPrinterColumn(name = "Ended", type = Type.INTEGER, jsonPath = ".status.sessionsEnded")
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@AdditionalPrinterColumn(
    name = "Message",
    type = Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Complete\")].message",
    priority = 1)
public class SessionRevocation
    extends CustomResource<SessionRevocationSpec, SessionRevocationStatus> implements Namespaced {}
