package dev.sessionstack.cluster;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest requests. It forgets old ones, for the server may run for hours. */
final class RequestLog {
  private static final int LENGTH = 10_000;

  private final Deque<Request> requests = new ArrayDeque<>();
  private long count;
  private long writes;
  private final Deque<Request> latestWrites = new ArrayDeque<>();

  synchronized void add(
      String method, String path, String manager, String agent, int code, boolean changed) {
    var request = new Request(++count, Instant.now(), method, path, manager, agent, code, changed);
    keep(requests, request);
    if (request.isWrite()) {
      writes++;
      keep(latestWrites, request);
    }
  }

  private static void keep(Deque<Request> list, Request request) {
    list.add(request);
    if (list.size() > LENGTH) {
      list.remove();
    }
  }

  synchronized List<Request> all() {
    return List.copyOf(requests);
  }

  synchronized long writes() {
    return writes;
  }

  synchronized List<Request> writesSince(long mark) {
    var missing = Math.max(0, latestWrites.size() - (writes - mark));
    return latestWrites.stream().skip(missing).toList();
  }
}
