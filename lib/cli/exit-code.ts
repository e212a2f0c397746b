/** What the command's exit code says. 64, 66, 70 and 74 are those of sysexits.h. */
export const EXIT = {
  ok: 0,
  /** Something is wrong with what was looked at. */
  fault: 1,
  /** It could not be told. */
  unknown: 2,
  /** The command line is wrong. */
  usage: 64,
  /** An input file cannot be read. */
  noInput: 66,
  /** A fault of this program. */
  internal: 70,
  /** The output cannot be written, as on a full disk. */
  output: 74,
  /** SIGHUP ended a service: its terminal is gone, and a supervisor starts it anew. */
  hangup: 129,
} as const;
