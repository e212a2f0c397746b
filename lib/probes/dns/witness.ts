import type { Unknown } from '../../core/model';
import type { Resolver } from './resolver';
import type { Question, Response } from './transport';

/** What one operator's resolver says. `silent`: nothing that tells anything about the name. */
export type Testimony =
  | { readonly state: 'answered'; readonly response: Response }
  | { readonly state: 'failed'; readonly unknown: Unknown }
  | { readonly state: 'silent'; readonly unknown: Unknown };

/** One that is away is tried again after this, milliseconds. */
const TRY_AGAIN = 30_000;

/** So many questions in a row, each tried several times, without an answer: the names may be at fault for fewer. */
const GONE_AFTER = { neverSeen: 2, seen: 3 };

/** One operator's resolver, and whether it can be reached from here. */
export class Witness {
  private hasAnswered = false;
  private failures = 0;
  private failedAt = -Infinity;
  private triedAt = -Infinity;

  constructor(
    readonly name: string,
    /** Its word on DNSSEC is believed. */
    readonly trusted: boolean,
    private readonly resolver: Pick<Resolver, 'ask'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Nothing comes back from it: it has no vote, so that a network which lets one resolver through alone can work. */
  get isAway(): boolean {
    return this.failures >= (this.hasAnswered ? GONE_AFTER.seen : GONE_AFTER.neverSeen);
  }

  get isWorthAsking(): boolean {
    return !this.isAway || this.now() - this.triedAt > TRY_AGAIN;
  }

  /** @throws the reason of the resolver's signal */
  async ask(question: Question): Promise<Testimony> {
    const askedAt = this.now();
    this.triedAt = askedAt;
    const said = await this.resolver.ask(question);
    if ('state' in said && !isAnswer(said)) {
      // Questions that fail together are one failure. A connection that cannot be made is no fault of the name's.
      if (askedAt >= this.failedAt)
        this.failures += !this.hasAnswered && said.cause !== 'timeout' ? GONE_AFTER.neverSeen : 1;
      this.failedAt = this.now();
      return { state: 'silent', unknown: said };
    }
    this.hasAnswered = true;
    this.failures = 0;
    return 'state' in said ? { state: 'failed', unknown: said } : { state: 'answered', response: said };
  }
}

/** SERVFAIL is a word on the name; REFUSED is one on who asks. */
const isAnswer = ({ cause }: Unknown): boolean => cause === 'servfail' || cause === 'bogus';
