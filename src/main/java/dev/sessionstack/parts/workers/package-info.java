/** The pools of workers, and the scheduler that sends periodic tasks. */
package dev.sessionstack.parts.workers;
