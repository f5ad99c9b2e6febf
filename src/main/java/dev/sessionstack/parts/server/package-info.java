/** Backend and model server: one kind of component, twice. */
package dev.sessionstack.parts.server;
