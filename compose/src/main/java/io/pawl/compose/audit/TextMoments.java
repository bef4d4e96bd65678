package io.pawl.compose.audit;

import io.pawl.checkpoint.audit.Moment;
import io.pawl.checkpoint.audit.Sketch;
import java.io.PrintWriter;

/** For people: a record, and indented below it what became of it. */
final class TextMoments implements MomentWriter {
  private final PrintWriter out;
  private long written;

  TextMoments(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(Moment moment) {
    written++;
    out.printf(
        "%d  %s  %s%n",
        moment.offset(),
        moment.time(),
        moment.record() == null ? "no record" : Sketch.of(moment.record()));
    out.println(
        "    " + (moment.verdict() == null ? "not known yet" : Sketch.of(moment.verdict())));
    moment.events().forEach(event -> out.println("    event: " + Sketch.of(event)));
    if (moment.verdict() != null) {
      out.println("    state: " + Sketch.of(moment.after()));
    }
  }

  @Override
  public void close() {
    if (written == 0) {
      out.println("No record of that channel was found.");
    }
    out.flush();
  }
}
