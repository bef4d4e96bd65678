package io.pawl.load.chaos;

import io.pawl.checkpoint.audit.Audit;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.checkpoint.audit.AuditSettings;
import io.pawl.checkpoint.audit.From;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import java.util.Map;
import java.util.function.Consumer;

/** An audit of all that a run has left. */
public final class RunAudit {
  private RunAudit() {}

  /**
   * Audits from the beginning of the topics, and tells each difference that is found.
   *
   * @param client settings of Kafka's clients
   * @param keys the processors' keys
   * @throws io.pawl.checkpoint.audit.AuditFailure if what is to be read is collected meanwhile
   */
  public static AuditReport of(
      Map<String, Object> client,
      Topics topics,
      Codec codec,
      GrantKeys keys,
      Consumer<String> say) {
    say.accept("auditing");
    AuditReport audit =
        Audit.run(
            new AuditSettings(
                client,
                topics,
                ProcessorSettings.DEFAULT_GROUP,
                codec,
                keys,
                new From.Earliest(),
                null));
    audit.found().forEach(difference -> say.accept(difference.toString()));
    return audit;
  }
}
