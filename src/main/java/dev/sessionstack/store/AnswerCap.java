package dev.sessionstack.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Ends an answer that is longer than any that we ask for. The endpoint is a user's choice, and what
 * answers there may never stop.
 */
final class AnswerCap implements ExecutionInterceptor {

  /** One page of one object, a marker, or an error. */
  private static final int BYTES = 64 * 1024;

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    return context.responseBody().map(Capped::new);
  }

  private static final class Capped extends FilterInputStream {
    private int left = BYTES;

    Capped(InputStream answer) {
      super(answer);
    }

    @Override
    public int read() throws IOException {
      return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      var read = super.read(bytes, offset, length);
      return counted(read, read);
    }

    private int counted(int answer, int bytes) throws IOException {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw new IOException("the answer is too long");
      }
      return answer;
    }
  }
}
