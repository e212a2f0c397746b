/** What the command's exit code says. 64, 66 and 70 are those of sysexits.h. */
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
} as const;
