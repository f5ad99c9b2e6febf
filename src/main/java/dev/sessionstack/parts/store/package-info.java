/** The Redis that we make: configuration, server, volume, Services and who may reach it. */
package dev.sessionstack.parts.store;
