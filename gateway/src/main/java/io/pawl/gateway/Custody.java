package io.pawl.gateway;

/** Who keeps the keys of an app's channels. */
public enum Custody {
  /** The gateway, in a vault of the app's own. */
  GATEWAY,
  /** The app: the gateway carries its records, and sees no key. */
  SELF
}
