/** The UI instances, and the Service in front of them. */
package dev.sessionstack.parts.ui;
