package io.pawl.compose.layers;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Which package may use what. A layer sees those before it and no other: schema, ratchet, stream,
 * channel, beside it service; then processor, checkpoint and gateway, which do not know each other;
 * then compose.
 */
final class Layers {
  static final String SCHEMA = "io.pawl.schema..";
  static final String RATCHET = "io.pawl.ratchet..";
  static final String STREAM = "io.pawl.stream..";
  static final String CODEC = "io.pawl.stream.codec..";
  static final String CHANNEL = "io.pawl.channel..";
  static final String SERVICE = "io.pawl.service..";
  static final String PROCESSOR = "io.pawl.processor..";
  static final String CHECKPOINT = "io.pawl.checkpoint..";
  static final String GATEWAY = "io.pawl.gateway..";
  static final String COMPOSE = "io.pawl.compose..";

  /** Where each service gives the shell what is its own. */
  private static final String SHELLS = "io.pawl.*.service..";

  static final String BROKER = "io.pawl.compose.broker..";

  private static final String[] LANGUAGE = {
    "java..", "javax.crypto..", "javax.net..", "org.jspecify.annotations.."
  };
  private static final String[] KAFKA = {"org.apache.kafka.."};
  private static final String[] REACTOR = {"reactor..", "org.reactivestreams.."};
  private static final String[] METRICS = {"io.micrometer.."};
  private static final String[] LOGGING = {"org.slf4j.."};
  private static final String[] AVRO = {"org.apache.avro.."};
  private static final String[] JSON = {"com.fasterxml.jackson.."};
  private static final String[] SPRING = {"org.springframework.."};

  /**
   * Where the gateway answers HTTP: Spring's routes and codecs, and nothing that needs a context.
   */
  private static final String GATEWAY_HTTP = "io.pawl.gateway.http..";

  private static final String[] SPRING_WEB = {
    "org.springframework.core..",
    "org.springframework.http..",
    "org.springframework.util..",
    "org.springframework.web.."
  };

  static final ArchRule SCHEMA_USES_AVRO_ALONE = layer(SCHEMA, of(SCHEMA), LANGUAGE, AVRO);

  static final ArchRule RATCHET_IS_PURE =
      layer(RATCHET, of(RATCHET), LANGUAGE, of("org.bouncycastle.."));

  /** What is random, and what time it is, comes in as an argument. */
  static final ArchRule RATCHET_KNOWS_NO_CLOCK_AND_NO_CHANCE =
      noClasses()
          .that()
          .resideInAPackage(RATCHET)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.time..",
                      "java.util.random..",
                      "java.util.logging..",
                      "java.net..",
                      "java.nio.file..")
                  .or(
                      named(
                          "java.util.Random",
                          "java.util.concurrent.ThreadLocalRandom",
                          "java.util.SplittableRandom",
                          "java.util.UUID",
                          "java.util.Date",
                          "java.security.SecureRandom",
                          "java.lang.System$Logger",
                          "java.lang.Thread")))
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  static final ArchRule STREAM_USES =
      layer(
          STREAM,
          of(SCHEMA, RATCHET, STREAM),
          LANGUAGE,
          REACTOR,
          KAFKA,
          METRICS,
          LOGGING,
          AVRO,
          JSON);

  static final ArchRule CHANNEL_USES =
      layer(
          CHANNEL,
          of(RATCHET, STREAM, CHANNEL),
          LANGUAGE,
          REACTOR,
          KAFKA,
          METRICS,
          LOGGING,
          of("org.sqlite.."),
          // Argon2id, for the vault alone.
          of("org.bouncycastle.crypto.."));

  static final ArchRule SERVICE_USES =
      layer(
          SERVICE,
          of(RATCHET, STREAM, SERVICE),
          LANGUAGE,
          REACTOR,
          KAFKA,
          METRICS,
          LOGGING,
          SPRING);

  static final ArchRule PROCESSOR_USES = service(PROCESSOR);

  /** Tests and the system in one process start a core without a context. */
  static final ArchRule SPRING_STAYS_IN_THE_SHELL_OF_A_SERVICE =
      noClasses()
          .that()
          .resideInAnyPackage(PROCESSOR, CHECKPOINT, GATEWAY)
          .and()
          .resideOutsideOfPackages(SHELLS, GATEWAY_HTTP)
          .should()
          .dependOnClassesThat(resideInAnyPackage(SPRING).or(resideInAnyPackage(SERVICE, SHELLS)));

  static final ArchRule CHECKPOINT_USES = service(CHECKPOINT);

  static final ArchRule GATEWAY_USES =
      service(
          GATEWAY,
          CHANNEL,
          "tools.jackson..",
          // Tokens.
          "org.jose4j..",
          // What was sent under idempotency keys.
          "org.sqlite..",
          // The listeners' options.
          "io.netty..");

  static final ArchRule GATEWAY_HTTP_NEEDS_NO_CONTEXT =
      noClasses()
          .that()
          .resideInAPackage(GATEWAY_HTTP)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(SPRING)
                  .and(DescribedPredicate.not(resideInAnyPackage(SPRING_WEB)))
                  .or(resideInAnyPackage(SERVICE, SHELLS)));

  /** Beside it, in a module of its own, is the one that tests share, which may be a container. */
  static final ArchRule BROKER_STANDS_ALONE =
      layer(
          BROKER.replace("..", ""), of(BROKER), LANGUAGE, KAFKA, LOGGING, of("kafka..", "scala.."));

  static final ArchRule NOBODY_USES_COMPOSE =
      noClasses()
          .that()
          .resideInAPackage("io.pawl..")
          .and()
          .resideOutsideOfPackages(COMPOSE, "io.pawl.load..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(COMPOSE);

  /** Its traps are in one place. */
  static final ArchRule ONLY_STREAM_KNOWS_REACTOR_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("io.pawl..")
          .and()
          .resideOutsideOfPackage(STREAM)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("reactor.kafka..");

  /** The domain has its own records. */
  static final ArchRule ONLY_THE_CODEC_KNOWS_GENERATED_CLASSES =
      noClasses()
          .that()
          .resideInAPackage("io.pawl..")
          .and()
          .resideOutsideOfPackages(SCHEMA, CODEC)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SCHEMA);

  private Layers() {}

  private static ArchRule service(String layer, String... more) {
    return layer(
        layer,
        Stream.concat(Stream.of(RATCHET, STREAM, SERVICE, layer), Arrays.stream(more))
            .toArray(String[]::new),
        LANGUAGE,
        REACTOR,
        KAFKA,
        METRICS,
        LOGGING,
        SPRING);
  }

  private static ArchRule layer(String layer, String[]... allowed) {
    String[] all = Arrays.stream(allowed).flatMap(Arrays::stream).toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(layer)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(all).or(primitiveArrays()));
  }

  private static DescribedPredicate<JavaClass> primitiveArrays() {
    return DescribedPredicate.describe(
        "are primitives or arrays of them",
        type ->
            type.isPrimitive() || (type.isArray() && type.getBaseComponentType().isPrimitive()));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return DescribedPredicate.describe(
        "are one of " + String.join(", ", names),
        type -> Arrays.asList(names).contains(type.getName()));
  }

  private static String[] of(String... packages) {
    return packages;
  }
}
