import type * as z from 'zod';
import { formatResolver } from '../core/resolvers';
import { parseCanary } from './canaries';
import { duration } from './duration';
import type { Parsed } from './leaf';
import { parseEhloName, parsePort } from './network';
import { parseResolver } from './resolver';
import type { Setting } from './setting';
import { defaulting, optional, optionalList } from './setting';
import { parseYesNo, text, wholeNumber } from './values';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/**
 * The settings of a check: one entry per key of the configuration file. Schema, options, handler settings and documents
 * are made from it; docs/architecture.md says what else a new one needs, and the compiler names each place.
 */
export const CHECK_SETTINGS = {
  resolvers: optionalList(
    parseResolver,
    formatResolver,
    {
      about:
        "The DNS resolvers to ask. Give three, of different operators: a failure or an absence counts only when two agree, and one that says otherwise than the rest is outvoted and named. `system` stands for this machine's own. How they are asked, and who learns what by that: [dns.md](dns.md).",
      form: 'list of `ADDRESS`, `ADDRESS:PORT`, `https://HOST/PATH`, `tls://HOST:PORT#NAME` or `system`',
      otherwise: "Cloudflare, Google and Quad9 over HTTPS, and this machine's own where none of them can be reached",
      option: {
        flags: '--resolver <address>',
        help: 'a DNS resolver to ask: ADDRESS, ADDRESS:PORT, https://HOST/PATH, tls://HOST:PORT#NAME or system; may be repeated',
      },
    },
    {
      fault: 'an empty list leaves nobody to ask',
      fix: 'Name a resolver, or take the key out: then Cloudflare, Google and Quad9 are asked.',
    },
  ),
  resolverTrusted: optional(parseYesNo, {
    about:
      'Whether the resolvers validate DNSSEC, and nobody can change their answers on the way here: they run on this machine or in a network of yours, or are reached by `https://` or `tls://`. What they say of DNSSEC is believed then, and DANE is judged.',
    form: '`true` or `false`',
    otherwise: 'true of Cloudflare, Google and Quad9 over `https://` or `tls://`, false of all others',
    option: {
      flags: '--trust-resolver',
      help: 'believe what the resolvers say of DNSSEC, and judge DANE: they validate, and nobody is on the way to them',
      means: true,
    },
  }),
  resolverRate: defaulting(wholeNumber(1, 100_000, 'a number of questions'), 250, {
    about: 'The most questions a second to one resolver. One on this machine is asked as fast as it answers.',
    form: 'number',
    option: { flags: '--resolver-rate <number>', help: 'the most questions a second to one resolver' },
  }),
  nameServers: defaulting(parseRate, '1d', {
    about:
      "How often the domain's own name servers are asked, each by itself: one that is silent, does not serve the zone, or serves other records than the rest is named. `check` asks them each time.",
    form: 'duration or `never`',
    option: {
      flags: '--no-name-servers',
      help: "do not ask the domains' own name servers, each by itself",
      means: 'never',
      domainsOnly: true,
    },
  }),
  nameServerPort: defaulting(parsePort, 53, {
    about: "The port of the domains' name servers.",
    form: 'number',
    option: {
      flags: '--name-server-port <port>',
      help: "the port of the domains' name servers",
      domainsOnly: true,
    },
  }),
  httpsPort: defaulting(parsePort, 443, {
    about: 'The port of the policy hosts.',
    form: 'number',
    option: { flags: '--https-port <port>', help: 'the port of the policy hosts', domainsOnly: true },
  }),
  smtpPort: defaulting(parsePort, 25, {
    about: 'The port of the MX hosts.',
    form: 'number',
    option: { flags: '--smtp-port <port>', help: 'the port of the MX hosts' },
  }),
  canaries: optionalList(parseCanary, same, {
    about:
      'MX hosts by which the monitor finds out whether port 25 works from where it is, before a run over MX hosts: large ones of different operators, that always answer and offer STARTTLS. When none of them does, people are told that port 25 is closed, and nothing is said about any MX host. An empty list does without.',
    form: 'list of names',
    otherwise:
      'one MX host each of Google, Microsoft, Yahoo, Apple and Fastmail; with another `smtpPort` than 25, none',
    option: {
      flags: '--canary <host>',
      help: 'an MX host that tells whether port 25 works from here; may be repeated',
      default: 'five large ones',
    },
  }),
  ca: optionalList(text('the name of a file', 'Write the path of a PEM file.'), same, {
    about:
      "PEM files with certificates of authorities to trust beside those that Node trusts, which are Mozilla's and those of NODE_EXTRA_CA_CERTS. A path is taken from the folder of the configuration file.",
    form: 'list of files',
    otherwise: 'those that Node trusts',
    option: { flags: '--ca <file>', help: 'a PEM file with authorities to trust as well; may be repeated' },
  }),
  allowPrivateAddresses: defaulting(parseYesNo, false, {
    about:
      'Whether to connect to private, link-local, loopback and other addresses that are not public. Left at false, a name in the DNS cannot steer the monitor at hosts of your network.',
    form: '`true` or `false`',
    option: {
      flags: '--allow-private-addresses',
      help: 'connect to addresses that are not public, too',
      means: true,
    },
  }),
  timeout: defaulting(duration(1_000, 10 * MINUTE), '60s', {
    about:
      'The longest that one check of a domain or of an MX host may take. A connection attempt may take 20 seconds of it. Each later step may take the rest, because slow servers are within the standards (RFC 5321 section 4.5.3.2, RFC 8461 section 3.3). If the answer is still incomplete at the end, the server counts as slow and its answer as not checked. `check` also retries servers that say "not now" within this time.',
    form: 'duration',
    option: { flags: '--timeout <duration>', help: 'the longest that one check may take' },
  }),
  concurrency: defaulting(wholeNumber(1, 1_000, 'a number of checks at once'), 64, {
    about:
      'How many checks of domains, and how many of MX hosts, start at the same time. A check that takes longer than 5 seconds makes room for the next one; up to four times this number may run on as slow checks.',
    form: 'number',
    option: { flags: '--concurrency <number>', help: 'how many checks start at the same time' },
  }),
  ehlo: optional(parseEhloName, {
    about: 'The name to give in EHLO. Some MX hosts refuse a name that does not resolve.',
    form: 'name',
    otherwise: 'the name of this machine, or its address in brackets',
    option: { flags: '--ehlo <name>', help: 'the name to give in EHLO', default: 'the name of this machine' },
  }),
} satisfies Readonly<Record<string, Setting>>;

export type CheckKey = keyof typeof CHECK_SETTINGS;

/** How targets are checked: as in the configuration file, with each value parsed. Durations are in milliseconds. */
export type CheckSettings = { readonly [K in keyof Output]: Frozen<Exclude<Output[K], undefined>> };
type Output = z.output<z.ZodObject<{ readonly [K in CheckKey]: (typeof CHECK_SETTINGS)[K]['schema'] }, z.core.$strict>>;
type Frozen<T> = T extends readonly (infer E)[] ? readonly E[] : T;

/** The settings of a check among those of a whole configuration. */
export const checkSettingsOf = (config: Output): CheckSettings =>
  Object.fromEntries(
    Object.keys(CHECK_SETTINGS).flatMap((key) => {
      const value = config[key as CheckKey];
      return value === undefined ? [] : [[key, value]];
    }),
  ) as unknown as CheckSettings;

function same(value: string): string {
  return value;
}

/** Milliseconds between two times, or that it never happens. */
function parseRate(raw: unknown): Parsed<number | 'never'> {
  return raw === 'never' ? { value: raw } : duration(MINUTE, 30 * DAY)(raw);
}
