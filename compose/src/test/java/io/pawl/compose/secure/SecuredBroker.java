package io.pawl.compose.secure;

import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/** A broker that serves nobody whom it does not know, and nobody more than he has a right to. */
final class SecuredBroker implements AutoCloseable {
  /** Who may do everything: the broker itself, and whoever gives the others their rights. */
  private static final String ADMINISTRATOR = "administrator";

  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final int SCRAM_ITERATIONS = 4_096;

  private final EmbeddedKafka kafka;
  private final Map<String, Object> administrator;

  private SecuredBroker(EmbeddedKafka kafka, Map<String, Object> administrator) {
    this.kafka = kafka;
    this.administrator = new HashMap<>(administrator);
    this.administrator.put("bootstrap.servers", kafka.bootstrapServers());
  }

  /** Knows its clients by their certificates. */
  static SecuredBroker mutualTls(Certificates certificates) {
    var kafka =
        EmbeddedKafka.start(
            settings("SSL", certificates)
                .with("ssl.client.auth", "required")
                .with("ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/"));
    return new SecuredBroker(kafka, Map.copyOf(tls("SSL", certificates)));
  }

  /** Knows its clients by name and password; its own certificate is for them to look at. */
  static SecuredBroker scramOverTls(Certificates certificates, String password) {
    String own =
        "%s required username=\"%s\" password=\"%s\"".formatted(PLAIN, ADMINISTRATOR, password);
    var kafka =
        EmbeddedKafka.start(
            settings("SASL_SSL", certificates)
                .with("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN")
                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .with("listener.name.broker.scram-sha-512.sasl.jaas.config", SCRAM + " required;")
                .with(
                    "listener.name.broker.plain.sasl.jaas.config",
                    "%s user_%s=\"%s\";".formatted(own, ADMINISTRATOR, password)));
    Map<String, Object> client = new HashMap<>(tls("SASL_SSL", certificates));
    client.put("sasl.mechanism", "PLAIN");
    client.put("sasl.jaas.config", own + ";");
    return new SecuredBroker(kafka, client);
  }

  private static BrokerSettings settings(String protocol, Certificates certificates) {
    var settings =
        BrokerSettings.temporary()
            .with(
                "listener.security.protocol.map",
                "BROKER:%s,CONTROLLER:PLAINTEXT".formatted(protocol))
            .with(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
            // Broker and controller are one process, and speak in plain on this machine alone.
            .with("super.users", "User:%s;User:ANONYMOUS".formatted(ADMINISTRATOR));
    for (var entry : tls(protocol, certificates).entrySet()) {
      settings = settings.with(entry.getKey(), entry.getValue());
    }
    return settings;
  }

  private static Map<String, String> tls(String protocol, Certificates certificates) {
    return Map.of(
        "security.protocol",
        protocol,
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificates.authority().toString(),
        "ssl.keystore.type",
        "PEM",
        "ssl.keystore.location",
        certificates.of(ADMINISTRATOR).toString());
  }

  /** The name of whoever may do everything. */
  static String administrator() {
    return ADMINISTRATOR;
  }

  /** Where clients connect. */
  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** What a client of whoever may do everything is made with. */
  Map<String, Object> administratorsClient() {
    return Map.copyOf(administrator);
  }

  /** Lets users do what {@code rights} say, and nothing else. */
  void grant(List<AclBinding> rights) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(administrator)) {
      admin.createAcls(rights).all().get();
    }
  }

  /** Gives users a password. */
  void admit(List<String> users, String password) throws ExecutionException, InterruptedException {
    var how = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
    try (Admin admin = Admin.create(administrator)) {
      admin
          .alterUserScramCredentials(
              users.stream()
                  .<UserScramCredentialAlteration>map(
                      user -> new UserScramCredentialUpsertion(user, how, password))
                  .toList())
          .all()
          .get();
    }
  }

  @Override
  public void close() {
    kafka.close();
  }
}
