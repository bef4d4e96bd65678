package io.pawl.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Finds names of settings that nothing reads: a misspelled limit would silently not hold.
 *
 * <p>In the environment they are no more than odd, since others set variables there by our name: a
 * cluster that has a service {@code pawl} sets {@code PAWL_PORT} in every container. Properties of
 * the JVM are not looked at: they are no place for settings.
 *
 * @param faults a line for each unknown name
 * @param warnings a line for each unknown name in the environment
 */
record SettingNames(List<String> faults, List<String> warnings) {
  /** Options for Java, which the pawl script reads. */
  private static final String JAVA_OPTIONS = "PAWL_JAVA_OPTS";

  static SettingNames of(ConfigurableEnvironment environment, KeyTable table) {
    List<String> names = table.names();
    Set<String> known = names.stream().map(Nearest::uniform).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    Set<String> odd = new TreeSet<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      boolean variables =
          source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
      boolean properties =
          source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
      if (!properties && source instanceof EnumerablePropertySource<?> enumerable) {
        for (String name : enumerable.getPropertyNames()) {
          if (isOurs(name) && !isKafkas(name) && !known.contains(Nearest.uniform(name))) {
            (variables ? odd : unknown).add(name);
          }
        }
      }
    }
    odd.remove(JAVA_OPTIONS);
    return new SettingNames(lines(unknown, names), lines(odd, names));
  }

  private static List<String> lines(Set<String> names, List<String> known) {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      lines.add("%s is not known; the nearest name is %s".formatted(name, Nearest.to(name, known)));
    }
    return lines;
  }

  /** Whether {@code source} has a setting of that name, however it is spelled. */
  static boolean contains(EnumerablePropertySource<?> source, String name) {
    for (String given : source.getPropertyNames()) {
      if (Nearest.uniform(given).equals(Nearest.uniform(name))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOurs(String name) {
    return dotted(name).startsWith(KeyTable.PREFIX);
  }

  private static boolean isKafkas(String name) {
    return dotted(name).startsWith(KafkaSettings.PREFIX);
  }

  private static String dotted(String name) {
    return name.replace('_', '.').toLowerCase(Locale.ROOT);
  }
}
