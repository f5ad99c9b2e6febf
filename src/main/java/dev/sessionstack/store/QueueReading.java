package dev.sessionstack.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What one look at a queue saw.
 *
 * @param name of the queue
 * @param ready messages that wait
 * @param unacked messages that workers hold
 * @param approximate whether {@code unacked} is an estimate
 * @param oldestUnacked when the message was taken that a worker holds longest
 * @param heads the message that is taken next, of each list that the queue consists of; absent
 *     where that may not be seen
 */
record QueueReading(
    String name,
    long ready,
    long unacked,
    boolean approximate,
    Optional<Instant> oldestUnacked,
    Optional<Map<String, Head>> heads) {}
