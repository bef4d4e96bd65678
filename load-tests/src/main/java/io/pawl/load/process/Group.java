package io.pawl.load.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.jspecify.annotations.Nullable;

/** The processors' group, as its coordinator sees it. */
public final class Group implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(5).toMillis();

  private final Admin admin;
  private final String name;

  /** The group of that name. */
  public Group(Map<String, Object> client, String name) {
    var settings = new HashMap<>(client);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.admin = Admin.create(settings);
    this.name = name;
  }

  /** Whether it has just so many members, who have come to rest. */
  public boolean hasSettled(int members) throws InterruptedException {
    try {
      @Nullable ConsumerGroupDescription described =
          admin.describeConsumerGroups(List.of(name)).all().get().get(name);
      return described != null
          && described.groupState() == GroupState.STABLE
          && described.members().size() == members;
    } catch (ExecutionException e) {
      // The broker is away, or the group not there yet.
      return false;
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
