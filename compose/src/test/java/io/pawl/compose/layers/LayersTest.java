package io.pawl.compose.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.pawl.channel.PlantedReactorKafka;
import io.pawl.gateway.PlantedNeighbour;
import io.pawl.processor.PlantedSpring;
import io.pawl.ratchet.PlantedChance;
import io.pawl.ratchet.PlantedClock;
import io.pawl.ratchet.PlantedKafka;
import io.pawl.ratchet.PlantedLog;
import io.pawl.ratchet.PlantedNanoTime;
import io.pawl.stream.PlantedCompose;
import io.pawl.stream.PlantedGenerated;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayersTest {
  private static final JavaClasses PAWL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.pawl");

  private static Stream<ArchRule> rules() {
    return Stream.of(
        Layers.SCHEMA_USES_AVRO_ALONE,
        Layers.RATCHET_IS_PURE,
        Layers.RATCHET_KNOWS_NO_CLOCK_AND_NO_CHANCE,
        Layers.STREAM_USES,
        Layers.CHANNEL_USES,
        Layers.SERVICE_USES,
        Layers.PROCESSOR_USES,
        Layers.SPRING_STAYS_IN_THE_SHELL_OF_A_SERVICE,
        Layers.CHECKPOINT_USES,
        Layers.GATEWAY_USES,
        Layers.BROKER_STANDS_ALONE,
        Layers.NOBODY_USES_COMPOSE,
        Layers.ONLY_STREAM_KNOWS_REACTOR_KAFKA,
        Layers.ONLY_THE_CODEC_KNOWS_GENERATED_CLASSES);
  }

  /** Classes of the tests that break a rule, each in its own way. */
  private static Stream<Arguments> planted() {
    return Stream.of(
        Arguments.of(Layers.RATCHET_IS_PURE, PlantedKafka.class),
        Arguments.of(Layers.RATCHET_IS_PURE, PlantedLog.class),
        Arguments.of(Layers.RATCHET_KNOWS_NO_CLOCK_AND_NO_CHANCE, PlantedClock.class),
        Arguments.of(Layers.RATCHET_KNOWS_NO_CLOCK_AND_NO_CHANCE, PlantedNanoTime.class),
        Arguments.of(Layers.RATCHET_KNOWS_NO_CLOCK_AND_NO_CHANCE, PlantedChance.class),
        Arguments.of(Layers.NOBODY_USES_COMPOSE, PlantedCompose.class),
        Arguments.of(Layers.STREAM_USES, PlantedCompose.class),
        Arguments.of(Layers.ONLY_STREAM_KNOWS_REACTOR_KAFKA, PlantedReactorKafka.class),
        Arguments.of(Layers.ONLY_THE_CODEC_KNOWS_GENERATED_CLASSES, PlantedGenerated.class),
        Arguments.of(Layers.GATEWAY_USES, PlantedNeighbour.class),
        Arguments.of(Layers.SPRING_STAYS_IN_THE_SHELL_OF_A_SERVICE, PlantedSpring.class));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theLayersHold(ArchRule rule) {
    rule.check(PAWL);
  }

  @ParameterizedTest
  @MethodSource("planted")
  void aPlantedViolationIsFound(ArchRule rule, Class<?> violation) {
    JavaClasses planted = new ClassFileImporter().importClasses(violation);
    assertThat(planted).hasSize(1);
    assertThatThrownBy(() -> rule.check(planted))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(violation.getSimpleName());
  }
}
