/**
 * What the operator costs, in figures and not in assertions: {@code ./mvnw -q -Pbench}, see {@code
 * docs/benchmark.md}.
 *
 * <p>{@link dev.sessionstack.bench.Benchmark} starts what is measured, each in a process of its
 * own, and prints what it sees. Nothing here runs in {@code test} or {@code verify}: a machine that
 * others use would make any limit fail some day.
 */
package dev.sessionstack.bench;
