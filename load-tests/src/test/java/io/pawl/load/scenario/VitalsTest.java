package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VitalsTest {
  @Test
  void heapAndPausesAreSummedOverTheirLabels() {
    Vitals vitals =
        Vitals.read(
            """
            # TYPE jvm_gc_pause_seconds summary
            jvm_gc_pause_seconds_count{action="end of minor GC",cause="Allocation Failure"} 3
            jvm_gc_pause_seconds_sum{action="end of minor GC",cause="Allocation Failure"} 0.25
            jvm_gc_pause_seconds_count{action="end of major GC",cause="Ergonomics"} 1
            jvm_gc_pause_seconds_sum{action="end of major GC",cause="Ergonomics"} 0.5
            jvm_memory_used_bytes{area="heap",id="PS Eden Space"} 1.5E7
            jvm_memory_used_bytes{area="heap",id="PS Old Gen"} 5000000.0
            jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.9E8
            """);

    assertThat(vitals).isEqualTo(new Vitals(2e7, 0.75, 4));
  }

  @Test
  void whoSaysNothingOfAHeapIsUnknown() {
    assertThat(Vitals.read("pawl_lanes 4.0\n")).isEqualTo(Vitals.UNKNOWN);
  }
}
