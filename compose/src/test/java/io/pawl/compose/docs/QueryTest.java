package io.pawl.compose.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
  private static final Scrape SCRAPE =
      Scrape.of(
          """
          # HELP pawl_lanes Lanes by what they are doing
          # TYPE pawl_lanes gauge
          pawl_lanes{service="ratchet",state="live"} 4.0
          pawl_lanes{service="ratchet",state="stopped"} 0.0
          pawl_commits_seconds_bucket{service="ratchet",le="0.1"} 7
          pawl_recoveries_total 3.0
          """);

  private static List<String> missing(String expression) {
    return Query.of(expression).selections().stream()
        .flatMap(selection -> selection.missing(SCRAPE).stream())
        .toList();
  }

  @Test
  void metricsAreFoundAmongFunctionsLabelsAndWords() {
    assertThat(
            Query.of(
                    """
                    histogram_quantile(0.9, sum by (service, le) (rate(pawl_commits_seconds_bucket[5m])))
                      and on (service) max_over_time(sum by (service) (pawl_lanes)[1h:1m]) > bool 2
                    """)
                .selections())
        .extracting(Query.Selection::metric)
        .containsExactly("pawl_commits_seconds_bucket", "pawl_lanes");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "sum(pawl_lanez); pawl_lanez",
        "pawl_lanes{servize=\"ratchet\"}; pawl_lanes with servize",
        "pawl_lanes{state=\"stoped\"}; pawl_lanes with state=stoped",
        "pawl_lanes{state!=\"stoped\"}; pawl_lanes with state=stoped",
        "pawl_lanes{state=~\"live|stoped\"}; pawl_lanes with state=stoped",
        "rate(pawl_recoveries[5m]); pawl_recoveries",
      })
  void whatNobodyExportsIsMissing(String expression, String missing) {
    assertThat(missing(expression)).containsExactly(missing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sum by (service) (pawl_lanes{state=~\"live|stopped\", job=\"any\"})",
        "up{job=~\"pawl-.*\"} == 0",
        "increase(pawl_recoveries_total[$__rate_interval]) * 60",
      })
  void whatIsExportedIsNot(String expression) {
    assertThat(missing(expression)).isEmpty();
  }
}
