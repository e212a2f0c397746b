/** What is kept with a version, so that of two writers who read the same only one writes. */
export interface Versioned {
  readonly version: number;
}

/**
 * The version of what is written in place of `stored` (undefined: nothing is stored). A store takes it only while what is
 * stored is what it was made from.
 */
export const nextVersion = (stored: Versioned | undefined): number => (stored?.version ?? 0) + 1;
