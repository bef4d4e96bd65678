package io.pawl.service;

import java.util.List;
import java.util.Map;

/** What one service adds to the shell. */
public interface Service {
  /**
   * As log lines, messages and the file of its settings call it: {@code pawl-} and more, without
   * spaces.
   */
  String name();

  /** What it can be told, beside what {@link KeyTable#SHARED every service} can. */
  List<Key<?>> keys();

  /**
   * Reads what it was told. Faults go to {@code settings}, where they are told together; the plan
   * is used only if there are none.
   */
  Plan plan(Settings settings);

  /** What holds of this service where {@link KeyTable#SHARED} says something else, by key. */
  default Map<String, Object> defaults() {
    return Map.of();
  }

  /**
   * Classes of beans that it adds to Spring's context: end points, for example. They may ask for a
   * {@code Supplier} of {@link Stage}, and so find its core.
   */
  default List<Class<?>> beans() {
    return List.of();
  }

  /** Names of its own among the actuator's end points, to be reached over HTTP. */
  default List<String> endpoints() {
    return List.of();
  }
}
