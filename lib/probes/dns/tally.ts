import type { Answer } from 'dns-packet';
import type { Dispute, UnconfirmedAddresses, Unknown } from '../../core/model';
import { unknown } from '../../core/model';
import type { Question, Response } from './transport';
import { agree, contradict, dataOf, isForAddresses, type Vote } from './vote';

/** A response that counts. */
export interface Answered extends Omit<Response, 'authenticData'> {
  /** Validated data, by the word of resolvers that are believed; not set when none of those answered, or they differ. */
  readonly authenticData?: boolean;
  readonly dispute?: Dispute;
  readonly unconfirmed?: UnconfirmedAddresses;
}

/** The votes on one question. */
export class Tally {
  readonly votes: Vote[] = [];

  constructor(private readonly question: Question) {}

  /** Whether more than half, and at least so many, agree; and on DNSSEC too. */
  isDecided(quorum: number): boolean {
    const group = this.majority(quorum);
    return (
      group !== undefined && (group[0]?.kind === 'failed' || bitsOf(group).every((bit) => bit === authenticData(group)))
    );
  }

  /** The first vote as a text that tells whether a later one says the same. */
  digestible(): string | undefined {
    const [vote] = this.votes;
    return vote?.testimony.state === 'answered'
      ? `${vote.key} ${vote.witness.trusted ? vote.testimony.response.authenticData : '-'}`
      : undefined;
  }

  /** Everyone said the very same, and those that are believed about DNSSEC too. */
  get isUnanimous(): boolean {
    const [first] = this.votes;
    return (
      first !== undefined && new Set(bitsOf(this.votes)).size < 2 && this.votes.every(({ key }) => key === first.key)
    );
  }

  /** What counts once all were asked; undefined when the votes do not suffice, or contradict each other. */
  outcome(quorum: number): Answered | Unknown | undefined {
    const group = this.majority(quorum);
    const chosen = group ?? this.byPlace(quorum);
    const [first] = chosen ?? [];
    if (chosen === undefined || first === undefined) return undefined;
    const dispute = this.dispute(true);
    const said = dispute === undefined ? {} : { dispute };
    if (first.testimony.state === 'failed') return { ...failure(chosen, quorum), ...said };
    const { rcode, answers, authorities, additionals, authoritative, recursionAvailable, errors } =
      first.testimony.response;
    const response = { rcode, answers, authorities, additionals, authoritative, recursionAvailable, errors };
    const ad = authenticData(chosen);
    return {
      ...response,
      ...(isForAddresses(this.question) && first.kind === 'present' && addressesOf(this.question, chosen)),
      ...(ad !== undefined && { authenticData: ad }),
      ...said,
    };
  }

  /** Some contradict each other, and neither side is large enough. */
  unsettled(): Unknown | undefined {
    const dispute = this.dispute(false);
    return dispute === undefined
      ? undefined
      : {
          ...unknown('disagreement', dispute.said.map(({ resolver, answer }) => `${resolver}: ${answer}`).join('; ')),
          dispute,
        };
  }

  private majority(quorum: number): readonly Vote[] | undefined {
    const group =
      this.votes
        .map((vote) => this.votes.filter((other) => agree(vote, other)))
        .sort((a, b) => b.length - a.length)[0] ?? [];
    return group.length >= quorum && group.length * 2 > this.votes.length ? group : undefined;
  }

  /** Most have addresses, and no two the same: such names answer by where one asks from. */
  private byPlace(quorum: number): readonly Vote[] | undefined {
    const present = this.votes.filter(({ addresses }) => addresses !== undefined);
    return present.length >= quorum && present.length * 2 > this.votes.length ? present : undefined;
  }

  get isDisputed(): boolean {
    return this.votes.some((vote) => this.votes.some((other) => contradict(vote, other)));
  }

  private dispute(settled: boolean): Dispute | undefined {
    if (!this.isDisputed) return undefined;
    return {
      name: this.question.name,
      type: this.question.type,
      said: this.votes.map(({ witness, words }) => ({ resolver: witness.name, answer: words })),
      settled,
    };
  }
}

/** The AD bits of those that are believed. */
const bitsOf = (votes: readonly Vote[]): readonly boolean[] =>
  votes.flatMap(({ witness, testimony }) =>
    witness.trusted && testimony.state === 'answered' ? (testimony.response.authenticData ?? []) : [],
  );

/** The AD bit of most that are believed; undefined when they are divided, or when there are none. */
function authenticData(votes: readonly Vote[]): boolean | undefined {
  const bits = bitsOf(votes);
  const set = bits.filter((bit) => bit).length;
  return set * 2 === bits.length ? undefined : set * 2 > bits.length;
}

/** Only a quorum's word proves that validation failed: it is told at once. */
function failure(votes: readonly Vote[], quorum: number): Unknown {
  const failed = votes.flatMap(({ testimony }) => (testimony.state === 'failed' ? [testimony.unknown] : []));
  const bogus = failed.filter(({ cause }) => cause === 'bogus');
  const [told = unknown('servfail', 'SERVFAIL')] = bogus.length >= quorum ? bogus : failed;
  return bogus.length >= quorum ? told : { ...told, cause: 'servfail' };
}

/**
 * The addresses that two witnesses name; all of them where no two name the same, or there is but one witness. The
 * aliases are those that most came by.
 */
function addressesOf({ name, type }: Question, votes: readonly Vote[]): Pick<Answered, 'answers' | 'unconfirmed'> {
  const seen = votes.flatMap(({ witness, testimony }) =>
    testimony.state === 'answered' ? [{ witness: witness.name, answers: testimony.response.answers }] : [],
  );
  const trails = seen.map(({ answers }) => ({
    aliases: answers.filter((record) => record.type === 'CNAME'),
    owner: answers.find((record) => record.type === type)?.name ?? name,
  }));
  const alike = ({ aliases }: { readonly aliases: readonly Answer[] }): number =>
    trails.filter((other) => textOf(other.aliases) === textOf(aliases)).length;
  const { aliases, owner } = [...trails].sort((a, b) => alike(b) - alike(a))[0] ?? { aliases: [], owner: name };
  const records = seen.map(
    ({ answers }) =>
      new Map(answers.filter((record) => record.type === type).map((record) => [dataOf(record), record])),
  );
  const all = new Map(records.flatMap((each) => [...each]));
  const confirmed = new Map([...all].filter(([data]) => records.filter((each) => each.has(data)).length > 1));
  const named = [...(confirmed.size > 0 ? confirmed : all).values()].map((record) => ({
    ...record,
    name: aliases.length > 0 ? owner : name,
  }));
  const lone = confirmed.size === 0 && seen.length > 1;
  return {
    answers: [...aliases, ...named],
    ...(lone && {
      unconfirmed: Object.fromEntries(seen.map(({ witness }, at) => [witness, [...(records[at]?.keys() ?? [])]])),
    }),
  };
}

const textOf = (trail: readonly Answer[]): string => trail.map(dataOf).join(' ');
