import type { BehindAlias, DnsAnswer, Observed } from '../model';

const chainOf = (answer: Observed<DnsAnswer>): readonly string[] =>
  answer.state === 'present' ? answer.value.cnameChain : answer.state === 'absent' ? (answer.cnameChain ?? []) : [];

const sourceOf = (answer: Observed<DnsAnswer>): DnsAnswer['aliasFrom'] =>
  answer.state === 'present' ? answer.value.aliasFrom : answer.state === 'absent' ? answer.aliasFrom : undefined;

/** The aliases on the way to a record, as evidence. One of a wildcard is in nobody's way: a record at the name goes before it. */
export function aliasOf(answer: Observed<DnsAnswer>): BehindAlias {
  const cnameChain = chainOf(answer);
  return cnameChain.length === 0 || sourceOf(answer) === 'wildcard' ? {} : { cnameChain };
}

/** Whether somebody published an alias at this very name, and so meant a record to be there. */
export const isAliasOfItsOwn = (answer: Observed<DnsAnswer>): boolean =>
  chainOf(answer).length > 0 && sourceOf(answer) === 'name';
