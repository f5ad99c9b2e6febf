package dev.sessionstack.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A web app whose users have sessions, and everything such an app needs around it: UI instances, a
 * session store and the way in.
 */
@Group("sessionstack.dev")
@Version("v1alpha1")
@Plural("sessionstacks")
@Singular("sessionstack")
@ShortNames("sst")
@Categories("all")
@ValidationRule(
    value = "has(self.spec)",
    message =
        "spec is required: set spec.ui.image and one of spec.store.memory, spec.store.managed and"
            + " spec.store.external")
@ValidationRule(
    value = "size(self.metadata.name) <= 40",
    message =
        "metadata.name is longer than 40 characters: the names of Services and Pods are made from"
            + " it, choose a shorter one")
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must begin with a letter and have letters, digits and dashes only: Services"
            + " are named after it (RFC 1035)")
@ValidationRule(
    value =
        "!has(self.spec) || !has(oldSelf.spec) || !has(self.spec.store.managed) ||"
            + " !has(oldSelf.spec.store.managed) || !has(self.spec.store.managed.storage) ||"
            + " !has(oldSelf.spec.store.managed.storage) ||"
            + " quantity(self.spec.store.managed.storage.size).compareTo("
            + "quantity(oldSelf.spec.store.managed.storage.size)) >= 0 ||"
            + " (has(self.status) && has(self.status.store) && has(self.status.store.capacity) &&"
            + " isQuantity(self.status.store.capacity) &&"
            + " quantity(self.spec.store.managed.storage.size).compareTo("
            + "quantity(self.status.store.capacity)) >= 0)",
    message =
        "storage.size cannot become smaller than the volume, volumes only grow: keep the size, or"
            + " make a second stack with a smaller volume and move over")
@AdditionalPrinterColumn(
    name = "Ready",
    type = Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "UI", type = Type.INTEGER, jsonPath = ".status.readyReplicas")
@AdditionalPrinterColumn(
    name = "Store",
    type = Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"StoreReady\")].reason")
@AdditionalPrinterColumn(
    name = "Sessions",
    type = Type.INTEGER,
    jsonPath = ".status.sessions.active")
@AdditionalPrinterColumn(name = "Queued", type = Type.INTEGER, jsonPath = ".status.queued")
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@AdditionalPrinterColumn(
    name = "Approximate",
    type = Type.BOOLEAN,
    jsonPath = ".status.sessions.approximate",
    priority = 1)
@AdditionalPrinterColumn(name = "URL", type = Type.STRING, jsonPath = ".status.url", priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    type = Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
public class SessionStack extends CustomResource<SessionStackSpec, SessionStackStatus>
    implements Namespaced {}
