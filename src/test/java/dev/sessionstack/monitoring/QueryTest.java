package dev.sessionstack.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryTest {

  @Test
  void functions_labels_texts_and_operators_are_no_metrics() {
    var query =
        """
        histogram_quantile(0.99, sum by (le, at) (rate(a_bucket{x=~"y|b_total"}[$__rate_interval])))
          > 5 and on (instance) (c or max by (d) (e{f="{g}"}) unless on (h) i)
        """;
    assertThat(new Query(query).metrics()).containsExactly("a_bucket", "c", "e", "i");
  }
}
