package io.pawl.load.chaos;

/** What a run found, where numbers say all. */
public interface NumbersReport extends RunReport {
  /** Those numbers. */
  Account account();

  /** What is said of a run in which all was right. */
  String praise();

  @Override
  default String toJson() {
    return account().toJson();
  }

  @Override
  default String toTable() {
    return account().toTable(isSuccess() ? praise() : "FAILED: see above.");
  }
}
