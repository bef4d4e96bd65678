package io.pawl.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line: {@code --config FILE} and {@code --name=value}. Of a name that is given twice
 * the last counts, so that a script can put its own after others'.
 *
 * @param forSpring the same in Spring's words
 * @param faults a line for each that is neither
 */
record Arguments(List<String> forSpring, List<String> faults) {
  private static final String CONFIG = "--config";

  /** Beside the places where Spring looks, and over what it finds there. */
  private static final String LOCATION = "--spring.config.additional-location=file:";

  static Arguments of(List<String> arguments) {
    Map<String, String> forSpring = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals(CONFIG)) {
        i++;
        config(i < arguments.size() ? arguments.get(i) : "", forSpring, faults);
      } else if (argument.startsWith(CONFIG + "=")) {
        config(argument.substring(CONFIG.length() + 1), forSpring, faults);
      } else if (argument.startsWith("--") && argument.indexOf('=') > 2) {
        forSpring.put(argument.substring(0, argument.indexOf('=')), argument);
      } else {
        faults.add(
            "'%s' is not understood: arguments are --config FILE or --name=value"
                .formatted(argument));
      }
    }
    return new Arguments(List.copyOf(forSpring.values()), faults);
  }

  private static void config(String file, Map<String, String> forSpring, List<String> faults) {
    if (!file.matches(".*\\.(ya?ml|properties)")) {
      faults.add(
          "--config must name a file that ends in .yaml, .yml or .properties, not '%s'"
              .formatted(file));
    } else if (!Files.isReadable(Path.of(file))) {
      faults.add("--config %s: there is no such file, or it cannot be read".formatted(file));
    } else {
      forSpring.put(CONFIG, LOCATION + Path.of(file).toAbsolutePath());
    }
  }
}
