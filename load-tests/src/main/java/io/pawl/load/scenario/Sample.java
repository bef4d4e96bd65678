package io.pawl.load.scenario;

import java.util.Map;

/**
 * What one second was like.
 *
 * @param second at its end, since measuring began
 * @param due messages that the scenario wanted written in it, per second
 * @param accepted records whose acceptance became visible in it, per second
 * @param refused records whose refusal did, per second
 * @param latency of messages that were accepted in it
 * @param backlog records in the log without a visible outcome, at its end
 * @param cores processor time by process, in cores
 * @param heapMib of each processor, at its end
 * @param pauseMillis that each processor stood still for collections in it
 */
record Sample(
    double second,
    double due,
    double accepted,
    double refused,
    Latency latency,
    long backlog,
    Map<String, Double> cores,
    Map<String, Double> heapMib,
    Map<String, Double> pauseMillis) {}
