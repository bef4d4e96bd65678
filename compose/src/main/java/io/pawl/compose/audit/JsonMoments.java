package io.pawl.compose.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.pawl.checkpoint.audit.Moment;
import io.pawl.checkpoint.audit.Sketch;
import io.pawl.ratchet.ChannelId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** For programs: one object, written as it comes, since a life may be long. */
final class JsonMoments implements MomentWriter {
  private final PrintWriter out;
  private final JsonGenerator json;

  JsonMoments(ChannelId channel, PrintWriter out) throws IOException {
    this.out = out;
    this.json =
        new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.writeStartObject();
    json.writeStringField("channel", channel.toString());
    json.writeArrayFieldStart("records");
  }

  @Override
  public void write(Moment moment) {
    try {
      json.writeStartObject();
      json.writeNumberField("offset", moment.offset());
      json.writeStringField("time", moment.time().toString());
      json.writeStringField("record", moment.record() == null ? null : Sketch.of(moment.record()));
      json.writeStringField(
          "verdict", moment.verdict() == null ? null : Sketch.of(moment.verdict()));
      json.writeArrayFieldStart("events");
      for (var event : moment.events()) {
        json.writeString(Sketch.of(event));
      }
      json.writeEndArray();
      json.writeStringField("state", moment.verdict() == null ? null : Sketch.of(moment.after()));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      json.close(); // Closes what is open.
      out.println();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
