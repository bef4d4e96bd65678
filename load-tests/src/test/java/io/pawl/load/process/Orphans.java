package io.pawl.load.process;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process whose child does nothing but live; it prints the child's id, and is killed then. */
final class Orphans {
  static final String RUNNING = "running";
  static final String IN_ORDER = "ended in order";

  private static final Jvm JVM = Jvm.brief(32);

  private Orphans() {}

  /** The child. */
  static final class Idle {
    private Idle() {}

    public static void main(String[] arguments) throws InterruptedException {
      Lifeline.hold();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(IN_ORDER)));
      System.out.println(RUNNING);
      new CountDownLatch(1).await();
    }
  }

  static Path output(Path folder) {
    return folder.resolve("idle.log");
  }

  static Child idle(Path folder) {
    return Child.start("idle", output(folder), JVM, Idle.class, List.of());
  }

  public static void main(String[] arguments) throws InterruptedException {
    Child child = idle(Path.of(arguments[0]));
    if (Boolean.parseBoolean(arguments[1])) {
      child.freeze();
    }
    System.out.println(child.pid());
    new CountDownLatch(1).await();
  }
}
