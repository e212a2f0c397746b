/** Characters that wait for a reader who does not read; more are dropped. */
const MOST_WAITING = 1 << 20;

/**
 * Bounds what a log costs that nobody reads: `write` gives false for what it drops. A write that fails (the pipe is
 * closed, the disk is full, the terminal is gone) is an error event, and the next write is tried anew.
 */
export function boundBacklog(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (...args: unknown[]) => stream.writableLength <= MOST_WAITING && write(...args);
}
