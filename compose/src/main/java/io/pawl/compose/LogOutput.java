package io.pawl.compose;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go. Standard output carries a command's result and nothing else: warnings go to a
 * file, and with {@code --verbose} everything of interest to standard error.
 */
final class LogOutput {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n";

  /** Enough for the warnings of several runs; older ones serve nobody. */
  private static final FileSize MAX_FILE = new FileSize(2 * FileSize.MB_COEFFICIENT);

  private LogOutput() {}

  /** Warnings to {@code file}, appended; nowhere if there is none. */
  static void quiet(@Nullable Path file) {
    Logger root = root();
    root.detachAndStopAllAppenders();
    if (file == null) {
      root.setLevel(Level.OFF);
      return;
    }
    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setFile(file.toString());
    var rolling = new FixedWindowRollingPolicy();
    rolling.setContext(root.getLoggerContext());
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(1);
    rolling.start();
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(root.getLoggerContext());
    trigger.setMaxFileSize(MAX_FILE);
    trigger.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    attach(root, appender, Level.WARN);
  }

  /** Everything from INFO upwards to standard error. */
  static void verbose() {
    Logger root = root();
    root.detachAndStopAllAppenders();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setTarget("System.err");
    attach(root, appender, Level.INFO);
  }

  private static Logger root() {
    return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private static void attach(
      Logger root, OutputStreamAppender<ILoggingEvent> appender, Level level) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(root.getLoggerContext());
    encoder.setPattern(PATTERN);
    encoder.start();
    appender.setContext(root.getLoggerContext());
    appender.setEncoder(encoder);
    appender.start();
    root.setLevel(level);
    root.addAppender(appender);
  }
}
