import { getHeapStatistics } from 'node:v8';

/** Memory is short when it was in use to this share at each of the last checks: garbage goes between two of them. */
const SHORT_AT = 0.9;
const SHORT_CHECKS = 6;

/** The share of its memory that this process has in use, from 0 to 1: of the heap's limit or of the container's, whichever is nearer. */
export function memoryInUse(): number {
  const { heap_size_limit: limit } = getHeapStatistics();
  const container = process.constrainedMemory();
  const { heapUsed, rss } = process.memoryUsage();
  // A container without a limit of its own gives none, or one beyond all memory.
  return Math.max(heapUsed / limit, container > 0 ? rss / container : 0);
}

/** Whether the memory has been near its limit for some time. */
export class MemoryWatch {
  private readonly shares: number[] = [];

  /** @param inUse a share, from 0 to 1 */
  constructor(private readonly inUse: () => number) {}

  check(): void {
    this.shares.push(this.inUse());
    if (this.shares.length > SHORT_CHECKS) this.shares.shift();
  }

  get isShort(): boolean {
    return this.shares.length === SHORT_CHECKS && this.shares.every((share) => share > SHORT_AT);
  }
}
