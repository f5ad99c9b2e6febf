package dev.sessionstack.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that is its own authority, made by the JDK's keytool.
 *
 * @param context for a server in Java
 * @param key its private key, in PEM, for other servers
 * @param pem for those who are to trust it
 */
public record SelfSigned(SSLContext context, String key, String pem) {

  private static final String PASSWORD = "not-a-secret";

  /** Makes a new one for 127.0.0.1; the folder gets its key store. */
  public static SelfSigned in(Path folder) {
    return in(folder, "san=ip:127.0.0.1,dns:localhost");
  }

  /** Makes a new one for the names that keytool's {@code -ext} takes. */
  public static SelfSigned in(Path folder, String names) {
    var file = folder.resolve("self-signed.p12");
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(file);
      var tool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=sandbox",
                  "-ext",
                  names,
                  "-validity",
                  "7",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .start();
      var said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (tool.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
      var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new SelfSigned(
          context,
          pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded()),
          pem("CERTIFICATE", store.getCertificate("server").getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), what);
  }
}
