package io.pawl.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.client.ReactorResourceFactory;

/** Spring's side of a service: a context with its life, its health and its end points. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ServiceContext {
  /** What holds of every service unless somebody says otherwise, by Spring's own names. */
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("spring.main.banner-mode", "off"),
          Map.entry("spring.main.log-startup-info", "false"),
          Map.entry("server.shutdown", "graceful"),
          Map.entry("management.endpoint.health.show-details", "always"),
          Map.entry("management.endpoint.health.probes.enabled", "true"),
          Map.entry("management.endpoint.health.group.liveness.include", "livenessState,progress"),
          Map.entry("management.endpoint.health.group.readiness.include", "readinessState,lanes"),
          Map.entry("management.health.diskspace.enabled", "false"),
          Map.entry("management.health.ssl.enabled", "false"));

  /** Before logging begins, which it configures, and after the files were read. */
  private static final int AFTER_FILES = Ordered.HIGHEST_PRECEDENCE + 15;

  /**
   * Starts {@code service}; what it waits for, it waits for on threads of its own.
   *
   * @throws ServiceFailure if it cannot begin; its message is for people
   */
  static ConfigurableApplicationContext start(Service service, List<String> arguments) {
    var given = Arguments.of(arguments);
    if (!given.faults().isEmpty()) {
      throw ServiceFailure.misconfigured(given.faults());
    }
    var reading = new Reading(service);
    var application = new SpringApplication(sources(service));
    application.setWebApplicationType(WebApplicationType.REACTIVE);
    application.setDefaultProperties(defaults(service));
    application.addListeners(reading);
    application.addInitializers(context -> {
      context.getBeanFactory().registerSingleton("service", service);
      context.getBeanFactory().registerSingleton("settings", reading.settings());
    });
    try {
      return application.run(given.forSpring().toArray(String[]::new));
    } catch (RuntimeException e) {
      ServiceFailure fault = reading.fault.get();
      throw fault != null ? fault : ServiceFailure.failed(describe(e));
    }
  }

  private static Class<?>[] sources(Service service) {
    return Stream.concat(Stream.of(ServiceContext.class), service.beans().stream())
        .toArray(Class<?>[]::new);
  }

  private static Map<String, Object> defaults(Service service) {
    var defaults = new HashMap<>(DEFAULTS);
    defaults.putAll(service.defaults());
    defaults.put("spring.application.name", service.name());
    // Files of that name are read: other services may share the folder and the class path.
    defaults.put("spring.config.name", service.name());
    defaults.put(
        "management.endpoints.web.exposure.include",
        Stream.concat(Stream.of("health", "prometheus"), service.endpoints().stream())
            .collect(Collectors.joining(",")));
    return defaults;
  }

  private static String describe(RuntimeException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof PortInUseException)) {
      cause = cause.getCause();
    }
    return cause instanceof PortInUseException port
        ? "%s: port %d is taken".formatted(ServiceSettings.HTTP_PORT.name(), port.getPort())
        : Failures.line(cause);
  }

  /** The service's life. */
  @Bean
  ServiceLife life(
      Service service,
      ServiceSettings settings,
      MeterRegistry meters,
      ObservationRegistry observations) {
    return new ServiceLife(service, settings, meters, observations);
  }

  /** Threads of its own: the end of one service must not end what others in the process answer. */
  @Bean
  ReactorResourceFactory threads() {
    var threads = new ReactorResourceFactory();
    threads.setUseGlobalResources(false);
    return threads;
  }

  /** For a service's own beans. */
  @Bean
  Supplier<Stage> stage(ServiceLife life) {
    return life::stage;
  }

  /** Liveness. */
  @Bean
  HealthIndicator progress(ServiceLife life) {
    return new LivenessIndicator(life);
  }

  /** Readiness. */
  @Bean
  HealthIndicator lanes(ServiceLife life) {
    return new ReadinessIndicator(life);
  }

  /** Reads the settings as soon as Spring has gathered them. */
  private static final class Reading
      implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    private final Service service;
    private final AtomicReference<@Nullable ServiceFailure> fault = new AtomicReference<>();
    private @Nullable ServiceSettings settings;

    Reading(Service service) {
      this.service = service;
    }

    ServiceSettings settings() {
      if (settings == null) {
        throw new IllegalStateException("the settings were not read yet");
      }
      return settings;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
      ConfigurableEnvironment environment = event.getEnvironment();
      try {
        ServiceSettings read = ServiceSettings.read(service, environment);
        settings = read;
        // Last, so that whoever knows Spring's names and uses them has the say.
        environment
            .getPropertySources()
            .addLast(new MapPropertySource("pawl-for-spring", read.forSpring()));
      } catch (ServiceFailure e) {
        fault.set(e);
        // Spring reports it no further.
        throw new SpringApplication.AbandonedRunException();
      }
    }

    @Override
    public int getOrder() {
      return AFTER_FILES;
    }
  }
}
