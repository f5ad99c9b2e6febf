package dev.sessionstack.reconcile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.core.io.IOContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/**
 * JSON as the API server keeps it, without what is nested beyond all measure.
 *
 * <p>The API server keeps 10,000 levels, in a {@code template} and in the managed fields that
 * follow it; Jackson refuses 1000, and what walks through it is out of stack before 10,000. A stack
 * that cannot be read ends the reading of them all, so that nobody's would be looked after. So what
 * is deeper than anything of Kubernetes' is left out here, and the plan says that it is too deep.
 */
final class ShallowJson extends JsonFactory {

  private static final long serialVersionUID = 1;

  /** More than twice what the plan takes of a {@code template}. */
  private static final int DEEPEST = 120;

  private static final Level ROOT = new Level(DEEPEST);

  /** What etcd holds of one object is 1.5 MiB, so no name is longer. */
  private static final int LONGEST_NAME = 2 << 20;

  ShallowJson() {
    setStreamReadConstraints(
        StreamReadConstraints.builder()
            .maxNestingDepth(11_000)
            .maxNameLength(LONGEST_NAME)
            .build());
  }

  @Override
  public JsonFactory copy() {
    var copy = new ShallowJson();
    copy.setCodec(getCodec());
    return copy;
  }

  @Override
  protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
    return shallow(super._createParser(in, context));
  }

  @Override
  protected JsonParser _createParser(Reader in, IOContext context) throws IOException {
    return shallow(super._createParser(in, context));
  }

  @Override
  protected JsonParser _createParser(
      char[] data, int offset, int length, IOContext context, boolean recyclable)
      throws IOException {
    return shallow(super._createParser(data, offset, length, context, recyclable));
  }

  @Override
  protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
      throws IOException {
    return shallow(super._createParser(data, offset, length, context));
  }

  private static JsonParser shallow(JsonParser parser) {
    return new FilteringParserDelegate(parser, ROOT, Inclusion.INCLUDE_ALL_AND_PATH, true);
  }

  /**
   * What is included below a level.
   *
   * @param left how many more levels are
   */
  private static final class Level extends TokenFilter {

    private final Level next;

    Level(int left) {
      next = left == 0 ? null : new Level(left - 1);
    }

    @Override
    public TokenFilter includeProperty(String name) {
      return next;
    }

    @Override
    public TokenFilter includeElement(int index) {
      return next;
    }

    @Override
    public boolean includeEmptyObject(boolean filtered) {
      return true;
    }

    @Override
    public boolean includeEmptyArray(boolean filtered) {
      return true;
    }
  }
}
