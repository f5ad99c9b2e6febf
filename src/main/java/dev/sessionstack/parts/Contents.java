package dev.sessionstack.parts;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Data of Secrets and ConfigMaps as text; what is no text stays Base64. */
public final class Contents {

  public static Map<String, String> of(Secret secret) {
    var content = new TreeMap<String, String>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, value) -> content.put(key, text(value)));
    }
    return content;
  }

  public static Map<String, String> of(ConfigMap map) {
    var content = new TreeMap<String, String>();
    if (map.getData() != null) {
      content.putAll(map.getData());
    }
    if (map.getBinaryData() != null) {
      content.putAll(map.getBinaryData());
    }
    return content;
  }

  private static String text(String base64) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Base64.getMimeDecoder().decode(base64 == null ? "" : base64)))
          .toString();
    } catch (CharacterCodingException e) {
      return base64;
    }
  }

  private Contents() {}
}
