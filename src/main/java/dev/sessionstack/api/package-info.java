/**
 * The language of the user: the {@code SessionStack} and {@code SessionRevocation} resources as
 * records, with the annotations the CRDs are generated from. Everything a user may write or read is
 * named here, with its unit, its default and its limits.
 *
 * <p>This room imports nothing of ours. A field is added only together with the code that makes it
 * work. Lists are never null; an absent scalar stays null here and is resolved once, by the plan.
 */
package dev.sessionstack.api;
