package io.pawl.ratchet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/**
 * What channels cost: a partition holds a million. The policy has a window of 128 counters and is
 * shared by all channels; the id is the key of the map that holds them.
 */
class HeapTest {
  private static final Policy POLICY = Policy.DEFAULT;

  static {
    // The JDK tells no field offsets of records: this has JOL look them up in the running VM.
    System.setProperty("jol.magicFieldOffset", "true");
  }

  private final Scene scene = new Scene(1);
  private final GrantKeys keys = GrantKeys.of(List.of(scene.processors));
  private final SharedPolicies policies = new SharedPolicies();
  private final Admission admission = new Admission(keys);

  @Test
  void aChannelWithOneEpochTakesAtMost400Bytes() {
    assertThat(heapOf(inUse(scene.open(POLICY)))).isPositive().isLessThanOrEqualTo(400);
  }

  @Test
  void aChannelWithTwoEpochsTakesAtMost640Bytes() {
    assertThat(heapOf(inUse(scene.rekey(scene.open(POLICY), Reason.ROUTINE))))
        .isPositive()
        .isLessThanOrEqualTo(640);
  }

  @Test
  void acceptanceAllocatesNothing() {
    Acceptance acceptance = Acceptance.begin(POLICY);
    traffic(acceptance);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    traffic(acceptance);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
  }

  /** The only channel, as it is after messages both ways in its current epoch. */
  private Channel inUse(Scene.Opened opened) {
    var live = (Snapshot.Live) requireNonNull(scene.partition.snapshot(opened.offer().channel()));
    Channel channel = new Snapshots(keys, policies).channel(live);
    for (Direction direction : Direction.values()) {
      Envelope envelope = Scene.seal(opened.sender(direction), 1);
      assertThat(admission.admit(channel, envelope, ++scene.offset)).isSameAs(Outcomes.IN_SLOT);
    }
    if (channel.previous() != null) {
      channel.previous().open(keys, opened.offer().channel(), opened.offer().epoch() - 1);
    }
    return channel;
  }

  private long heapOf(Channel channel) {
    GraphLayout shared = GraphLayout.parseInstance(policies.share(POLICY));
    GraphLayout layout = GraphLayout.parseInstance(channel).subtract(shared);
    System.out.println(layout.toFootprint());
    return layout.totalSize();
  }

  /** Accepted, refused and new slots. */
  private static void traffic(Acceptance acceptance) {
    for (int i = 0; i < 100_000; i++) {
      long slot = i / 200;
      int counter = i % 200;
      if (acceptance.place(slot, counter) == null) {
        acceptance.commit(slot, counter);
      }
    }
    acceptance.reset();
  }
}
