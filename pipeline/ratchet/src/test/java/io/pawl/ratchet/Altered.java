package io.pawl.ratchet;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Copies of records in which one component is another: what a careless or hostile peer writes. */
final class Altered {
  private Altered() {}

  /** The record with {@code value} as its component of that name. */
  static <R extends Record> R with(R record, String component, Object value) {
    Class<? extends Record> type = record.getClass();
    RecordComponent[] components = type.getRecordComponents();
    if (Arrays.stream(components).noneMatch(one -> one.getName().equals(component))) {
      throw new IllegalArgumentException(type + " has no component " + component);
    }
    try {
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] =
            components[i].getName().equals(component)
                ? value
                : components[i].getAccessor().invoke(record);
      }
      @SuppressWarnings("unchecked") // A record's canonical constructor makes its own type.
      R altered = (R) type.getDeclaredConstructor(types).newInstance(values);
      return altered;
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(component + " cannot be " + value, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record is made of its components", e);
    }
  }
}
