/** What is in front of the Service: an Ingress or an HTTPRoute. */
package dev.sessionstack.parts.edge;
