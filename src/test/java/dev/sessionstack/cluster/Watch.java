package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Store.Change;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One client that follows one kind. */
final class Watch implements Consumer<Change> {
  private final Kind kind;
  private final Predicate<? super ObjectNode> selector;
  private final View view;
  private final String include;
  private final Consumer<String> out;
  private boolean header = true;

  Watch(
      Kind kind,
      Predicate<? super ObjectNode> selector,
      View view,
      String include,
      Consumer<String> out) {
    this.kind = kind;
    this.selector = selector;
    this.view = view;
    this.include = include;
    this.out = out;
  }

  /**
   * Starts at a version or, without one, with all there is. A client that asks for the initial
   * events is told where they end.
   */
  void start(Store store, String version, boolean initialEvents) {
    var fresh = version.isEmpty() || version.equals("0");
    if (fresh || initialEvents) {
      store.list(kind.storage(), selector).forEach(object -> send("ADDED", object));
    }
    if (initialEvents) {
      bookmark(store.version(), true);
    }
    try {
      store.watch(this, fresh || initialEvents ? store.version() : Long.parseLong(version));
    } catch (NumberFormatException e) {
      fail(ApiError.badRequest("invalid resource version: " + version));
    } catch (ApiError e) {
      fail(e);
    }
  }

  /**
   * A change of what is selected; coming into or out of the selection looks like ADDED, DELETED.
   */
  @Override
  public void accept(Change change) {
    if (!change.key().storage().equals(kind.storage())) {
      return;
    }
    var was = change.before() != null && selector.test(change.before());
    var is = change.after() != null && selector.test(change.after());
    if (is) {
      send(was ? "MODIFIED" : "ADDED", change.after());
    } else if (was) {
      var last = change.before();
      if (change.after() != null) {
        last = last.deepCopy();
        Json.metadata(last).put("resourceVersion", String.valueOf(change.version()));
      }
      send("DELETED", last);
    }
  }

  void bookmark(long version, boolean initialEventsEnd) {
    var object = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
    var metadata = object.putObject("metadata").put("resourceVersion", String.valueOf(version));
    if (initialEventsEnd) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    send("BOOKMARK", object);
  }

  private void send(String type, ObjectNode object) {
    var event = Json.object().put("type", type);
    event.set("object", view.next(kind, object, include, header));
    header = false;
    out.accept(event + "\n");
  }

  private void fail(ApiError error) {
    var event = Json.object().put("type", "ERROR");
    event.set("object", error.status());
    out.accept(event + "\n");
  }
}
