import type { AddressAnswer, Aspect, Judgement, MxHostObservation, Observed } from '../model';
import { aspectAt } from '../model';
import type { MxHostReading } from '../reading/mx-host';
import type { Check, CheckFacts, ServedCertificate } from './check';
import { servedCertificate, unknownAspects } from './check';

/** A check of an MX host as {@link nextState} takes it. */
export function mxHostCheck(reading: MxHostReading, judgement: Judgement): Check {
  const { observation } = reading;
  const unknown = new Set<Aspect>([...unknownAspects(judgement), ...untried(observation)]);
  return {
    target: reading.subject,
    observedAt: observation.observedAt,
    facts: { ...addressFacts(observation.addresses), ...tlsaFact(reading) },
    served: servedByAddress(observation),
    judgement,
    unknown,
  };
}

function addressFacts(addresses: Observed<AddressAnswer>): CheckFacts {
  if (addresses.state === 'unknown') return {};
  if (addresses.state === 'absent') return { addresses: null, cname: addresses.cnameChain?.at(-1) ?? null };
  return { addresses: all(addresses.value).sort(), cname: addresses.value.cnameChain.at(-1) ?? null };
}

function tlsaFact({ observation, tlsa }: MxHostReading): Pick<CheckFacts, 'tlsa' | 'ttl'> {
  if (tlsa === undefined) return {};
  const answers = [observation.tlsa, observation.tlsaOfTarget];
  const ttls = answers.flatMap((answer) => (answer?.state === 'present' ? [answer.value.ttl] : []));
  return { tlsa, ...(ttls.length > 0 && { ttl: { tlsa: Math.max(...ttls) } }) };
}

const all = ({ ipv4, ipv6 }: AddressAnswer): string[] => [...ipv4, ...ipv6];

/** Addresses that no session was tried with: nothing was seen there, good or bad. */
function untried({ addresses, endpoints }: MxHostObservation): Aspect[] {
  const tried = new Set(endpoints.map(({ address }) => address));
  return addresses.state === 'present'
    ? all(addresses.value)
        .filter((address) => !tried.has(address))
        .map((address) => aspectAt('smtp', address))
    : [];
}

function servedByAddress({ endpoints, certificates }: MxHostObservation): Readonly<Record<string, ServedCertificate>> {
  // Where the session did not survive TLS, the address is not known to be sound by what it showed.
  const survived = endpoints.filter(({ failure }) => failure === undefined);
  const served = survived.flatMap(({ address, tls }) => {
    const leaf = certificates[tls?.chain[0] ?? ''];
    return leaf === undefined ? [] : [[address, servedCertificate(leaf, tls?.chain)] as const];
  });
  return Object.fromEntries(served);
}
