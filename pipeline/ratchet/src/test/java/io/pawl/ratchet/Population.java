package io.pawl.ratchet;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Everything that hangs from a scene in which much has happened. */
final class Population {
  private static final String PACKAGE = "io.pawl.ratchet.";

  /** Bytes in a row by which a secret is recognised in a text. */
  private static final int TELLING = 6;

  private final IdentityHashMap<Object, Object> visited = new IdentityHashMap<>();
  private final Map<Class<?>, List<Object>> byType = new LinkedHashMap<>();
  private final Set<String> telling = new LinkedHashSet<>();

  static Population of(Scene scene) {
    Population objects = new Population();
    Scene.Opened first = scene.open();
    Scene.Opened second = scene.bump(first);
    Sender sender = second.sender(Direction.INITIATOR);
    Receiver receiver = second.receiver(Direction.INITIATOR);
    for (int i = 0; i < 20; i++) {
      Envelope envelope = Scene.seal(sender, i);
      scene.write(envelope);
      objects.visit(receiver.open(envelope));
    }
    Partition restored = scene.newPartition();
    restored.restore(requireNonNull(scene.partition.snapshot(first.offer().channel())));
    Handshake.Offered pending =
        Handshake.rekey(
            second.offer(), Reason.ROUTINE, Scene.POLICY, scene.initiator, scene.entropy);
    Handshake.Answered answered =
        Handshake.answer(
            pending.offer(), scene.responder, scene.processors.publicKey(), scene.entropy, null);
    MlKem.Encapsulation encapsulation =
        MlKem.encapsulate(pending.offer().mlkem(), Secret.owning(scene.entropy.bytes(32)));
    for (Object root :
        List.of(
            scene,
            first,
            second,
            sender,
            receiver,
            receiver.state(),
            restored,
            pending,
            answered,
            encapsulation)) {
      objects.visit(root);
    }
    return objects;
  }

  private void visit(@Nullable Object object) {
    if (object == null || visited.put(object, object) != null) {
      return;
    }
    switch (object) {
      case Iterable<?> elements -> elements.forEach(this::visit);
      case Map<?, ?> map -> map.values().forEach(this::visit);
      default -> {
        if (object.getClass().getName().startsWith(PACKAGE)) {
          byType.computeIfAbsent(object.getClass(), type -> new ArrayList<>()).add(object);
          visitFields(object);
        }
      }
    }
    if (object instanceof Secret secret && !secret.isErased()) {
      learn(secret.bytes());
    } else if (object instanceof Receipt.Opened opened) {
      learn(opened.payload());
    }
  }

  private void visitFields(Object object) {
    for (Field field : object.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        try {
          field.setAccessible(true);
          visit(field.get(object));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("the field was made accessible", e);
        }
      }
    }
  }

  /** Remembers the forms in which these bytes would be recognised in a text. */
  private void learn(byte[] secret) {
    for (int i = 0; i + TELLING <= secret.length; i++) {
      byte[] part = Arrays.copyOfRange(secret, i, i + TELLING);
      telling.add(HexFormat.of().formatHex(part));
      telling.add(Arrays.toString(part).replaceAll("[\\[\\]]", ""));
    }
    if (secret.length >= TELLING) {
      telling.add(Base64.getEncoder().encodeToString(secret).substring(0, TELLING));
    }
  }

  void assertTellsNothing(String text, String where) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String part : telling) {
      if (text.contains(part) || lower.contains(part)) {
        throw new AssertionError(where + " tells a secret");
      }
    }
  }

  List<Object> all() {
    return byType.values().stream().flatMap(List::stream).toList();
  }

  Set<Class<?>> types() {
    return byType.keySet();
  }

  /** Something of that type, fit or not; null if there is nothing. */
  @Nullable Object any(Class<?> type, SplittableRandom random) {
    if (type == int.class) {
      return random.nextInt(-2, 40);
    }
    if (type == long.class) {
      return random.nextLong(-2, 40);
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    if (type == byte[].class) {
      return someSecret(random).clone();
    }
    if (type == Secret.class && random.nextBoolean()) {
      byte[] bytes = someSecret(random);
      return Secret.owning(Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)));
    }
    List<Object> fitting = new ArrayList<>();
    byType.forEach((found, instances) -> {
      if (type.isAssignableFrom(found)) {
        fitting.addAll(instances);
      }
    });
    return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
  }

  private byte[] someSecret(SplittableRandom random) {
    List<Object> secrets = byType.getOrDefault(Secret.class, List.of());
    Secret secret = (Secret) secrets.get(random.nextInt(secrets.size()));
    return secret.isErased() ? new byte[SlotChain.SECRET_LENGTH] : secret.bytes();
  }
}
