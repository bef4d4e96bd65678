package io.pawl.service;

/** How log lines look on standard output. */
enum LogFormat {
  /** For people. */
  TEXT,
  /** One JSON object a line, by the Elastic Common Schema. */
  JSON
}
