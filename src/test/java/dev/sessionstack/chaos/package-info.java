/**
 * The packaged operator in bad weather: a proxy between it and the API server refuses, delays,
 * loses and cuts, and the operator itself is killed. What it then makes of the stacks is compared
 * with what another operator makes of the same specs on a calm day.
 */
package dev.sessionstack.chaos;
