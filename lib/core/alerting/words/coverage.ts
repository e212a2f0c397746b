import type { CoverageNotice } from '../../model';
import { number } from './whose';

const THINGS: Readonly<Record<CoverageNotice['kind'], { readonly what: (targets: string) => string; readonly over: string; readonly fix: string }>> = {
  'vantage-blocked': {
    what: (targets) => `Nothing new can be said about mail at ${targets}: port 25 seems to be closed to the network of this monitor`,
    over: 'MX hosts can be seen again from here: port 25 is open.',
    fix: 'Have outgoing connections to port 25 allowed for this machine (many hosting providers and networks close it), or watch from another place. Until then what is known of the MX hosts stays as it is.',
  },
  'https-blocked': {
    what: (targets) => `Nothing new can be said about the policies of ${targets}: port 443 seems to be closed to the network of this monitor`,
    over: 'Policy hosts can be seen again from here.',
    fix: 'Have outgoing connections to port 443 allowed for this machine, without a proxy in between. Until then what is known of the policies stays as it is.',
  },
  'mx-not-observed': {
    what: (targets) => `Whether mail is accepted at ${targets} is not watched: this deployment does not look at MX hosts`,
    over: 'MX hosts are looked at now.',
    fix: 'To watch them, choose a vantage with port 25 open in the configuration of the deployment.',
  },
  'resolver-failing': {
    what: (targets) => `Nothing new can be said about ${targets}: the DNS resolvers of this monitor fail`,
    over: 'The DNS resolvers answer again.',
    fix: 'Check the network of this machine, and name other resolvers with --resolver or in the configuration file. Until then what is known stays as it is.',
  },
};

const NOUNS: Partial<Readonly<Record<CoverageNotice['kind'], string>>> = { 'resolver-failing': 'target', 'https-blocked': 'domain' };

/** What cannot be seen, in words. */
export function coverageHeadline({ kind, targets, detail }: CoverageNotice): string {
  const noun = NOUNS[kind] ?? 'MX host';
  const many = targets === 1 ? `one ${noun}` : `${number(targets)} ${noun}s`;
  return `${THINGS[kind].what(many)}${detail === '' ? '' : ` (${detail})`}.`;
}

export const coverageOver = (kind: CoverageNotice['kind']): string => THINGS[kind].over;

export const coverageFix = (kind: CoverageNotice['kind']): string => THINGS[kind].fix;
