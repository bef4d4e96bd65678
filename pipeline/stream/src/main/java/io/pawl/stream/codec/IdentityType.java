package io.pawl.stream.codec;

import java.util.List;

/** Who is there. */
final class IdentityType {
  static final List<RecordType<? extends Identity>> ALL =
      List.of(
          new GeneratedType<>(
              io.pawl.schema.Identity.getClassSchema(),
              io.pawl.schema.Identity.class,
              Identity.class,
              IdentityType::identity,
              IdentityType::identity));

  private IdentityType() {}

  private static Identity identity(io.pawl.schema.Identity read) {
    return new Identity(read.getDisplayName().toString(), read.getApp().toString());
  }

  private static io.pawl.schema.Identity identity(Identity identity) {
    return new io.pawl.schema.Identity(identity.displayName(), identity.app());
  }
}
