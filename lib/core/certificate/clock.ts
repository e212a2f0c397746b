/** A certificate that begins this little later is taken for valid: it is the clocks that differ. Milliseconds. */
export const CLOCK_TOLERANCE = 5 * 60_000;
