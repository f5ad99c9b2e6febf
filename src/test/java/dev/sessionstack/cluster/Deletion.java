package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Store.Key;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;

/**
 * The end of objects: finalizers hold it up, and what they own goes with them. The garbage
 * collector of a real cluster comes some time later; this one is there at once.
 */
record Deletion(Store store) {
  /** Deletes, or marks as being deleted as long as there are finalizers. */
  ObjectNode delete(Key key, String propagation) {
    var object = store.get(key);
    if (propagation.equals("Foreground")) {
      collect(object, false);
    } else if (propagation.equals("Orphan")) {
      collect(object, true);
    }
    if (Json.at(object, "metadata", "finalizers").isEmpty()) {
      return remove(key);
    }
    if (Json.at(object, "metadata").has("deletionTimestamp")) {
      return object;
    }
    var marked = object.deepCopy();
    var metadata = Json.metadata(marked);
    metadata.put("deletionTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("deletionGracePeriodSeconds", 0);
    if (metadata.has("generation")) {
      metadata.put("generation", metadata.get("generation").asLong() + 1);
    }
    store.put(key, marked);
    return marked;
  }

  /** Lets go of an object that has no finalizers left. */
  ObjectNode remove(Key key) {
    var removed = store.remove(key);
    collect(removed, false);
    if (key.storage().equals("namespaces")) {
      store.each(
          (content, object) -> {
            if (content.namespace().equals(key.name()) && store.get(content) != null) {
              delete(content, "Background");
            }
          });
    }
    return removed;
  }

  /** A child of owners that are all gone is garbage from the start. */
  void collectIfStray(Key key) {
    var object = store.get(key);
    var owners = Json.at(object, "metadata", "ownerReferences");
    if (owners.isEmpty()) {
      return;
    }
    var living = new HashSet<String>();
    store.each((other, candidate) -> living.add(Json.text(candidate, "metadata", "uid")));
    for (var owner : owners) {
      if (living.contains(Json.text(owner, "uid"))) {
        return;
      }
    }
    delete(key, "Background");
  }

  private void collect(ObjectNode owner, boolean orphan) {
    var uid = Json.text(owner, "metadata", "uid");
    store.each(
        (key, object) -> {
          var references = Json.at(object, "metadata", "ownerReferences");
          if (!refersTo(references, uid) || store.get(key) == null) {
            return;
          }
          if (references.size() == 1 && !orphan) {
            delete(key, "Background");
          } else {
            var kept = object.deepCopy();
            var list = Json.metadata(kept).withArrayProperty("ownerReferences");
            list.removeIf(reference -> Json.text(reference, "uid").equals(uid));
            if (list.isEmpty()) {
              Json.metadata(kept).remove("ownerReferences");
            }
            store.put(key, kept);
          }
        });
  }

  private static boolean refersTo(JsonNode references, String uid) {
    for (var reference : references) {
      if (Json.text(reference, "uid").equals(uid)) {
        return true;
      }
    }
    return false;
  }
}
