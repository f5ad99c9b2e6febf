/** Where the values of Secrets may not be. */
package dev.sessionstack.secrets;
