import type { Unknown } from '../../core/model';
import { unknown } from '../../core/model';
import type { AgreedAnswers } from './agreed';
import { Tally, type Answered } from './tally';
import type { Question } from './transport';
import { voteOf } from './vote';
import type { Witness } from './witness';

/** Witnesses that have to agree, where there are several. */
const QUORUM = 2;

/** What stands for a dispute among what was agreed on: everyone is asked until it is over. */
const DISPUTED = 'disputed';

export interface PanelOptions {
  /** One for each operator. */
  readonly witnesses: readonly Witness[];
  /** Asked when no other can be reached at all. */
  readonly fallback?: Witness;
  readonly agreed: AgreedAnswers;
}

/**
 * Asks resolvers of different operators. What two agree on counts; one that says otherwise is outvoted and named. What
 * was agreed on at an earlier look needs one witness alone, and each in its turn, so that one that is wrong or behind
 * is soon found out.
 */
export class Panel {
  private readonly id: string;
  private turn = 0;

  constructor(private readonly options: PanelOptions) {
    this.id = options.witnesses.map(({ name, trusted }) => `${name} ${trusted}`).join(' ');
  }

  /** A response with NOERROR or NXDOMAIN, or why there is none. @throws the reason of the resolvers' signal */
  async ask(question: Question): Promise<Answered | Unknown> {
    const { witnesses, fallback, agreed } = this.options;
    const key = `${this.id} ${question.checkingDisabled === true ? 'unchecked ' : ''}${question.type} ${question.name}`;
    const waiting = this.inTurn();
    const tally = new Tally(question);
    const silences: Unknown[] = [];
    const silent: Witness[] = [];
    const hear = async (called: readonly Witness[]): Promise<void> => {
      const said = await Promise.all(
        called.map(async (witness) => ({ witness, testimony: await witness.ask(question) })),
      );
      for (const { witness, testimony } of said) {
        if (testimony.state === 'silent') {
          silences.push(testimony.unknown);
          silent.push(witness);
        } else tally.votes.push(voteOf(question, witness, testimony));
      }
    };

    await hear(waiting.splice(0, agreed.holds(key, DISPUTED) ? waiting.length : agreed.has(key) ? 1 : QUORUM));
    const word = tally.digestible();
    if (tally.votes.length === 1 && word !== undefined && agreed.holds(key, word))
      return tally.outcome(1) ?? noAnswer(silences);
    const quorum = (): number => Math.max(1, Math.min(QUORUM, witnesses.filter(({ isAway }) => !isAway).length));
    while (!tally.isDecided(quorum()) && waiting.length > 0)
      await hear(waiting.splice(0, tally.votes.length === 0 ? waiting.length : 1));
    // An answer that too few confirm: those that were silent are asked once more.
    if (tally.votes.length > 0 && !tally.isDecided(quorum())) await hear(silent.filter(({ isAway }) => !isAway));
    if (tally.votes.length === 0 && fallback !== undefined && witnesses.every(({ isAway }) => isAway))
      await hear([fallback]);

    const outcome = tally.outcome(quorum());
    if (tally.isDisputed) agreed.remember(key, DISPUTED);
    else if (outcome !== undefined && tally.votes.length > 1 && tally.isUnanimous && word !== undefined)
      agreed.remember(key, word);
    else agreed.forget(key);
    return outcome ?? tally.unsettled() ?? alone(tally) ?? noAnswer(silences);
  }

  /** Those that are believed come first: without them DNSSEC's word is not known. */
  private inTurn(): Witness[] {
    const { witnesses } = this.options;
    const start = this.turn++ % Math.max(1, witnesses.length);
    const all = [...witnesses.slice(start), ...witnesses.slice(0, start)];
    const worth = all.filter(({ isWorthAsking }) => isWorthAsking);
    const rotated = worth.length > 0 || this.options.fallback !== undefined ? worth : all;
    return [...rotated.filter(({ trusted }) => trusted), ...rotated.filter(({ trusted }) => !trusted)];
  }
}

/** One that nobody confirms, while others could be reached a moment ago, proves nothing. */
function alone({ votes: [vote] }: Tally): Unknown | undefined {
  if (vote === undefined) return undefined;
  return unknown(vote.kind === 'failed' ? 'servfail' : 'timeout', `${vote.witness.name} alone answered: ${vote.words}`);
}

const noAnswer = ([first]: readonly Unknown[]): Unknown => first ?? unknown('timeout', 'no resolver can be reached');
