package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Secret;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All secrets that an object graph still holds, however deep, and not erased. */
public final class ReachableSecrets {
  private static final String OURS = "io.pawl.";

  private static final Map<Class<?>, Field[]> FIELDS = new ConcurrentHashMap<>();

  private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Secret> found = new ArrayList<>();

  private ReachableSecrets() {}

  /** Those that hang from any of {@code roots}. */
  public static List<Secret> from(Iterable<?> roots) {
    ReachableSecrets walk = new ReachableSecrets();
    for (Object root : roots) {
      walk.visit(root);
    }
    return walk.found;
  }

  private void visit(@Nullable Object object) {
    switch (object) {
      case null -> {}
      case Secret secret -> {
        if (!secret.isErased() && visited.add(secret)) {
          found.add(secret);
        }
      }
      case Bytes bytes -> {}
      case LogRecord record -> {}
      case Iterable<?> elements -> elements.forEach(this::visit);
      case Map<?, ?> map -> map.values().forEach(this::visit);
      default -> visitFields(object);
    }
  }

  private void visitFields(Object object) {
    if (object.getClass().getName().startsWith(OURS) && visited.add(object)) {
      for (Field field : FIELDS.computeIfAbsent(object.getClass(), ReachableSecrets::fields)) {
        try {
          visit(field.get(object));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("the field was made accessible", e);
        }
      }
    }
  }

  private static Field[] fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && canHold(field.getType())) {
        field.setAccessible(true);
        fields.add(field);
      }
    }
    return fields.toArray(Field[]::new);
  }

  /** Whether a secret can hang from a field of that type. */
  private static boolean canHold(Class<?> type) {
    if (type.isPrimitive() || type.isArray() || type.isEnum()) {
      return false;
    }
    if (type == Secret.class || type == Object.class || Iterable.class.isAssignableFrom(type)) {
      return true;
    }
    if (Map.class.isAssignableFrom(type)) {
      return true;
    }
    if (!type.getName().startsWith(OURS)) {
      return false;
    }
    return !Modifier.isFinal(type.getModifiers()) || fields(type).length > 0;
  }
}
