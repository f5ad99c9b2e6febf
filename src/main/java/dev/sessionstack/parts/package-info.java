/**
 * The objects of a stack: one file each, one pure {@code desired(StackPlan)} each.
 *
 * <p>{@link dev.sessionstack.parts.Part} is what they share; apart from it nothing here knows the
 * operator SDK, and nothing knows the spec. To add an object, add a file here and a line to the
 * workflow in {@code reconcile}: labels, ownership, informer, deletion when switched off and RBAC
 * follow.
 */
package dev.sessionstack.parts;
