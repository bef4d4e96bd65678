package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Walks every type of the package: nothing prints a secret, and no exception tells one. */
final class SecrecyTest {
  private static final long SEED = 7;
  private static final String PACKAGE = "io.pawl.ratchet.";

  /** Calls of each method and constructor, with other arguments each time. */
  private static final int CALLS = 12;

  @Test
  void noToStringPrintsASecret() throws IOException {
    Population objects = Population.of(new Scene(SEED));

    for (Object object : objects.all()) {
      objects.assertTellsNothing(object.toString(), object.getClass() + ".toString()");
    }
    assertThat(objects.types())
        .as("types that can hold a secret, and of which the scene has an instance")
        .containsAll(holders());
  }

  @Test
  void noExceptionTellsASecret() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int thrown = 0;
    for (Class<?> type : types()) {
      List<Executable> calls = new ArrayList<>();
      Collections.addAll(calls, type.getDeclaredMethods());
      Collections.addAll(calls, type.getDeclaredConstructors());
      for (Executable call : calls) {
        if (!call.isSynthetic() && !Modifier.isAbstract(call.getModifiers())) {
          thrown += call(call, random);
        }
      }
    }
    assertThat(thrown).as("exceptions that were looked at").isGreaterThan(500);
  }

  /**
   * Calls it with what a fresh scene has of each type, mostly unfit; returns how often it threw.
   */
  private static int call(Executable call, SplittableRandom random) {
    Population objects = Population.of(new Scene(SEED));
    int thrown = 0;
    for (int i = 0; i < CALLS; i++) {
      Object[] arguments =
          Arrays.stream(call.getParameterTypes()).map(type -> objects.any(type, random)).toArray();
      Throwable failure = invoke(call, objects, arguments, random);
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        thrown++;
        objects.assertTellsNothing(cause.toString(), call.toString());
      }
    }
    return thrown;
  }

  private static @Nullable Throwable invoke(
      Executable call, Population objects, @Nullable Object[] arguments, SplittableRandom random) {
    try {
      ((AccessibleObject) call).setAccessible(true);
      switch (call) {
        case Constructor<?> constructor -> constructor.newInstance(arguments);
        case Method method -> {
          boolean isStatic = Modifier.isStatic(method.getModifiers());
          Object target = isStatic ? null : objects.any(method.getDeclaringClass(), random);
          if (isStatic || target != null) {
            method.invoke(target, arguments);
          }
        }
      }
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // An argument of a type that the scene has nothing of.
      return null;
    }
  }

  /** All types of the package. */
  private static Set<Class<?>> types() throws IOException {
    Path folder =
        Path.of(Secret.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .resolve(PACKAGE.replace('.', '/'));
    Set<Class<?>> types = new LinkedHashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.startsWith("package-info")) {
          types.add(load(PACKAGE + name.substring(0, name.length() - ".class".length())));
        }
      }
    }
    return types;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the class file is there", e);
    }
  }

  /** Types with a field that is a secret. */
  private static List<Class<?>> holders() throws IOException {
    return types().stream()
        .filter(type ->
            Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> field.getType() == Secret.class))
        .toList();
  }
}
