package io.pawl.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * What was said, wherever Spring found it: command line, environment, file. Reading goes on after a
 * fault, so that whoever made three hears of three.
 */
public final class Settings {
  private final ConfigurableEnvironment environment;
  private final Binder binder;
  private final List<String> faults = new ArrayList<>();

  /** What {@code environment} says. */
  public Settings(ConfigurableEnvironment environment) {
    this.environment = environment;
    this.binder = Binder.get(environment);
  }

  /** The value of {@code key}; its default, and a fault, if there is none that makes sense. */
  public <T> T value(Key<T> key) {
    String text = text(key);
    if (text != null) {
      try {
        return key.parsing().apply(text);
      } catch (RuntimeException e) {
        fault("%s must be %s, not '%s'".formatted(key.name(), key.limits(), text));
      }
    }
    return key.parsing().apply(key.otherwise());
  }

  /** What was given for {@code key}, as it is; null if nothing was. */
  public @Nullable String text(Key<?> key) {
    @Nullable String text;
    try {
      text = binder.bind(key.name(), String.class).orElse(null);
    } catch (RuntimeException e) {
      fault(key.name() + " must be one value");
      return null;
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** Everything whose name begins with {@code prefix}, a dot at its end, by the rest of it. */
  Map<String, Object> under(String prefix) {
    return new HashMap<>(
        binder
            .bind(prefix.replaceFirst("\\.$", ""), Bindable.mapOf(String.class, String.class))
            .orElse(Map.of()));
  }

  /** Whether {@code key} stands on the command line, which every user of the machine can read. */
  public boolean onCommandLine(Key<?> key) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof CommandLinePropertySource<?> line
          && SettingNames.contains(line, key.name())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Remembers that something makes no sense.
   *
   * @param line names the key, says what is wrong with it and what would be right
   */
  public void fault(String line) {
    faults.add(line);
  }

  /** A line for each fault so far. */
  public List<String> faults() {
    return List.copyOf(faults);
  }
}
