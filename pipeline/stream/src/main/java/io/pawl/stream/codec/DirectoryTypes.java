package io.pawl.stream.codec;

import java.util.List;

/** Who is there, and who asks for whom. */
final class DirectoryTypes {
  static final List<RecordType<? extends Invitation>> INVITATIONS =
      List.of(
          new GeneratedType<>(
              io.pawl.schema.Invitation.getClassSchema(),
              io.pawl.schema.Invitation.class,
              Invitation.class,
              DirectoryTypes::invitation,
              DirectoryTypes::invitation));

  static final List<RecordType<? extends Identity>> IDENTITIES =
      List.of(
          new GeneratedType<>(
              io.pawl.schema.Identity.getClassSchema(),
              io.pawl.schema.Identity.class,
              Identity.class,
              DirectoryTypes::identity,
              DirectoryTypes::identity));

  private DirectoryTypes() {}

  private static Invitation invitation(io.pawl.schema.Invitation read) {
    return new Invitation(
        Fields.channel(read.getChannel()),
        Fields.bytes(read.getInitiator()),
        Fields.bytes(read.getOfferId()),
        read.getLogOffset());
  }

  private static io.pawl.schema.Invitation invitation(Invitation invitation) {
    return new io.pawl.schema.Invitation(
        Fields.channel(invitation.channel()),
        Fields.key(invitation.initiator()),
        Fields.digest(invitation.offerId()),
        invitation.logOffset());
  }

  private static Identity identity(io.pawl.schema.Identity read) {
    return new Identity(read.getDisplayName().toString(), read.getApp().toString());
  }

  private static io.pawl.schema.Identity identity(Identity identity) {
    return new io.pawl.schema.Identity(identity.displayName(), identity.app());
  }
}
