package io.pawl.checkpoint.service;

import io.pawl.service.Stage;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the sink adds to the shell's context. */
@Configuration(proxyBeanMethods = false)
class SinkBeans {
  /** Its snapshots over HTTP. */
  @Bean
  SnapshotEndpoint snapshotEndpoint(Supplier<Stage> stage) {
    return new SnapshotEndpoint(stage);
  }
}
