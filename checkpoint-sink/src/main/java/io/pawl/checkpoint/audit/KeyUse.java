package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Bytes;

/**
 * What still names one of the processors' keys, where an audit ended.
 *
 * @param keyId of the key, 4 bytes
 * @param channels that have been granted to it their current epoch, or one that waits for approvals
 * @param previous channels whose epoch before was granted to it: what comes late is judged by that
 * @param answers in the audited range that may have been accepted with a grant to it
 */
public record KeyUse(Bytes keyId, long channels, long previous, long answers) {
  KeyUse plus(KeyUse that) {
    return new KeyUse(
        keyId, channels + that.channels, previous + that.previous, answers + that.answers);
  }
}
