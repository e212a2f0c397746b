import { findingOf } from '../findings';
import type {
  DomainObservation,
  Finding,
  ServedRecords,
  NameServerObservation,
  NameServersObservation,
  Target,
} from '../model';
import { domainTarget } from '../model';

const ASPECTS = ['name-servers'] as const;

/** A zone has at most 13 servers by custom; a hostile one has any number. */
const MOST_SERVERS = 16;
const LONGEST_TEXT = 300;

/** Whether the name servers were asked, and the network let an answer through. */
export const sawNameServers = ({ nameServers }: Pick<DomainObservation, 'nameServers'>): boolean =>
  nameServers?.servers.some(({ outcome }) => outcome.state === 'answered' || outcome.state === 'lame') ?? false;

/**
 * The name servers of the domain's zone, each by itself: one that is silent, one that does not serve the zone, one that
 * leaves a question of senders without an answer, and ones that serve different records. When none answers at all, it is this network that does not let us ask them.
 */
export function judgeNameServers(observation: Pick<DomainObservation, 'domain' | 'nameServers'>): readonly Finding[] {
  const { nameServers } = observation;
  if (nameServers === undefined || !sawNameServers(observation)) return [];
  const subject = domainTarget(observation.domain);
  return [
    ...dead(nameServers, subject),
    ...lame(nameServers, subject),
    ...partial(nameServers, subject),
    ...stale(nameServers, subject),
  ];
}

function dead(nameServers: NameServersObservation, subject: Target): readonly Finding[] {
  const { zone, servers } = nameServers;
  const found = servers
    .filter(({ outcome }) => outcome.state === 'no-address' || outcome.state === 'silent')
    .filter((server) => !mayBeOurs(server, servers));
  return found.length === 0
    ? []
    : [
        findingOf({
          kind: 'name-server-dead',
          subject,
          evidence: { zone, servers: found.slice(0, MOST_SERVERS).map(faulty), of: servers.length },
          aspects: ASPECTS,
        }),
      ];
}

/** Where no server answers by IPv6, this place may have none. */
const mayBeOurs = ({ address }: NameServerObservation, servers: readonly NameServerObservation[]): boolean =>
  address?.includes(':') === true &&
  !servers.some(
    ({ address: other, outcome }) =>
      other?.includes(':') === true && (outcome.state === 'answered' || outcome.state === 'lame'),
  );

function lame({ zone, servers }: NameServersObservation, subject: Target): readonly Finding[] {
  const found = servers.filter(({ outcome }) => outcome.state === 'lame');
  return found.length === 0
    ? []
    : [
        findingOf({
          kind: 'name-server-lame',
          subject,
          evidence: { zone, servers: found.slice(0, MOST_SERVERS).map(faulty), of: servers.length },
          aspects: ASPECTS,
        }),
      ];
}

/**
 * Servers that answer for the zone, and not to one question that others answer. Where none answers it, the lookup
 * itself fails and has its own finding, or it is this network that does not let us ask.
 */
function partial({ zone, servers }: NameServersObservation, subject: Target): readonly Finding[] {
  const serving = servers.flatMap((server) =>
    server.outcome.state === 'answered' ? [{ server, outcome: server.outcome }] : [],
  );
  const answered = new Set(serving.flatMap(({ outcome }) => outcome.answers.map(questionOf)));
  const unanswered = new Map(
    serving.flatMap(({ outcome }) => (outcome.unanswered ?? []).map((one) => [questionOf(one), one] as const)),
  );
  return [...unanswered]
    .filter(([question]) => answered.has(question))
    .map(([question, { name, type }]) => {
      const silent = serving.flatMap(({ server, outcome }) =>
        (outcome.unanswered ?? [])
          .filter((one) => questionOf(one) === question)
          .map(({ detail }) => ({ server: placeOf(server), detail: detail.slice(0, LONGEST_TEXT) })),
      );
      return findingOf({
        kind: 'name-server-partial',
        subject,
        evidence: { zone, name, type, servers: silent.slice(0, MOST_SERVERS), of: servers.length },
        aspects: ASPECTS,
        discriminator: question,
      });
    });
}

const questionOf = ({ name, type }: Pick<ServedRecords, 'name' | 'type'>): string => `${name}/${type}`;

const LISTED = { parent: 'named by the parent zone alone', zone: 'named by the zone alone', both: undefined } as const;

function faulty(server: NameServerObservation): { readonly server: string; readonly detail: string } {
  const { outcome, listedBy } = server;
  const detail = 'detail' in outcome ? outcome.detail.slice(0, LONGEST_TEXT) : '';
  return {
    server: placeOf(server),
    detail: [detail, ...(LISTED[listedBy] === undefined ? [] : [LISTED[listedBy]])].join('; '),
  };
}

const placeOf = ({ name, address }: NameServerObservation): string =>
  address === undefined ? name : `${name} (${address})`;

interface Serving {
  readonly server: string;
  readonly serial: number;
  readonly answers: readonly ServedRecords[];
}

function stale({ zone, servers }: NameServersObservation, subject: Target): readonly Finding[] {
  const serving = servers.flatMap((server): Serving[] =>
    server.outcome.state === 'answered'
      ? [{ server: placeOf(server), serial: server.outcome.serial, answers: server.outcome.answers }]
      : [],
  );
  const asked = new Map(
    serving.flatMap(({ answers }) => answers.map((answer) => [questionOf(answer), answer] as const)),
  );
  const differing = [...asked].flatMap(([discriminator, { name, type }]) => {
    const said = serving.flatMap(({ server, serial, answers }) =>
      answers
        .filter((answer) => answer.name === name && answer.type === type)
        .map(({ records }) => ({ server, serial, answer: shown(records) })),
    );
    if (new Set(said.map(({ answer }) => answer)).size < 2) return [];
    return [
      findingOf({
        kind: 'name-server-stale',
        subject,
        evidence: { zone, name, type, said: said.slice(0, MOST_SERVERS) },
        aspects: ASPECTS,
        discriminator,
      }),
    ];
  });
  if (differing.length > 0 || new Set(serving.map(({ serial }) => serial)).size < 2) return differing;
  // Many operators give each server a serial of its own; what senders ask for is the same.
  const said = serving.slice(0, MOST_SERVERS).map(({ server, serial }) => ({ server, serial, answer: '' }));
  return [
    findingOf({
      kind: 'name-server-stale',
      subject,
      evidence: { zone, said },
      aspects: ASPECTS,
      severity: 'info',
      discriminator: 'serial',
    }),
  ];
}

const shown = (records: readonly string[]): string =>
  records.length === 0 ? 'no record' : records.join(', ').slice(0, LONGEST_TEXT);
