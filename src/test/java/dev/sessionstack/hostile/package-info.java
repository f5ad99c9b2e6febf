/**
 * Input that is meant to do harm, drawn from the schema of the CRD: what of it gets through, and
 * what it becomes.
 */
package dev.sessionstack.hostile;
