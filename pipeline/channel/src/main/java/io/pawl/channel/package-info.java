/**
 * The peer: opens and answers channels, seals what it sends, opens what it receives, and keeps its
 * keys in a vault. What a Java service embeds.
 *
 * <p>A {@link ChannelClient} is one process's connection, shared by any number of {@link Peer}s
 * (identities) and their {@link PeerChannel}s.
 */
@NullMarked
package io.pawl.channel;

import org.jspecify.annotations.NullMarked;
