import { createHash } from 'node:crypto';

/** Enough for the questions of 35,000 domains, in some 20 MB. */
const MOST = 300_000;

/**
 * What resolvers agreed on at the last look, as digests: no cache, since nothing can be read from it. One resolver that
 * says the same again needs no second.
 */
export class AgreedAnswers {
  private readonly digests = new Map<number, number>();

  /** Whether this question was agreed on. */
  has(question: string): boolean {
    return this.digests.has(digest(question));
  }

  /** Whether it was agreed on with this very answer. */
  holds(question: string, answer: string): boolean {
    return this.digests.get(digest(question)) === digest(answer);
  }

  remember(question: string, answer: string): void {
    const key = digest(question);
    // The oldest come first, and what is set again is young.
    this.digests.delete(key);
    this.digests.set(key, digest(answer));
    const [oldest] = this.digests.keys();
    if (this.digests.size > MOST && oldest !== undefined) this.digests.delete(oldest);
  }

  forget(question: string): void {
    this.digests.delete(digest(question));
  }
}

const digest = (text: string): number => createHash('sha1').update(text).digest().readUIntBE(0, 6);

/** The one of this process: a run has an observer of its own, and what was agreed on outlives it. */
export const processWideAgreed = new AgreedAnswers();
