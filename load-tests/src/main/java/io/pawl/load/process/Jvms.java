package io.pawl.load.process;

/** How the processes of a deployment run. */
public record Jvms(Jvm broker, Jvm processor, Jvm sink) {
  /** As little as each can do with: a run breaks many of them. */
  public static final Jvms BRIEF = new Jvms(Jvm.brief(512), Jvm.brief(256), Jvm.brief(256));
}
