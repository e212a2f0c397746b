import type { ZoneNode } from '../dns/zone';
import { CLOSED_ADDRESS, MAIN_ADDRESS, SECOND_WEB_ADDRESS } from '../net/loopback';
import type { PolicyHostBehaviour } from '../policy-host/behaviour';
import type { DomainDeclaration, PolicyFields, TxtRecord } from './declaration';

/** The MX hosts of a domain that declares none: two that many domains share, one with an EC and one with an RSA chain. */
export const SHARED_MX = ['mx1.mail.example', 'mx2.mail.example'] as const;

const WEEK = 604_800;

export type MxRecord = readonly [preference: number, exchange: string];

/** A name relative to the domain, in full; `@` is the domain itself. */
export const absolute = (label: string, domain: string): string => (label === '@' ? domain : `${label}.${domain}`);

/** The MX records that a domain publishes. */
function mxRecords({ name, mx, hosts }: DomainDeclaration): MxRecord[] {
  const declared = mx ?? (hosts ? Object.keys(hosts).map((label) => absolute(label, name)) : SHARED_MX);
  return declared.map((record, index) => (typeof record === 'string' ? [10 * (index + 1), record] : record));
}

/** The body of the policy that a domain publishes. */
export function policyBody(domain: DomainDeclaration): string {
  if (typeof domain.policy === 'string') return domain.policy;
  const exchanges = mxRecords(domain).map(([, exchange]) => exchange.replace(/\.$/, ''));
  const { mode = 'enforce', mx = exchanges, maxAge = WEEK }: PolicyFields = domain.policy ?? {};
  return ['version: STSv1', `mode: ${mode}`, ...mx.map((pattern) => `mx: ${pattern}`), `max_age: ${maxAge}`, ''].join(
    '\r\n',
  );
}

/** The web server of a domain's policy; not set when it has none. */
export function policyHost(domain: DomainDeclaration): PolicyHostBehaviour | undefined {
  const { policyHost } = domain;
  if (policyHost === 'none' || policyHost === 'closed') return undefined;
  return { answer: { body: policyBody(domain) }, ...policyHost };
}

/** The same at its second address; not set when it has none, or nothing listens there. */
export function secondPolicyHost(domain: DomainDeclaration): PolicyHostBehaviour | undefined {
  const first = policyHost(domain);
  return first?.also === undefined || first.also === 'closed' ? undefined : { ...first, ...first.also };
}

function webAddresses(declared: DomainDeclaration['policyHost']): readonly string[] {
  if (declared === 'closed') return [CLOSED_ADDRESS];
  const also = typeof declared === 'object' ? declared.also : undefined;
  if (also === undefined) return [MAIN_ADDRESS];
  return [MAIN_ADDRESS, also === 'closed' ? CLOSED_ADDRESS : SECOND_WEB_ADDRESS];
}

/** What a domain has in the DNS, by absolute name; its MX hosts' addresses apart. */
export function zoneNodes(domain: DomainDeclaration): Map<string, ZoneNode> {
  const { name, policyHost, zone = {} } = domain;
  const { record = ['v=STSv1; id=20260101T000000;'], tlsRpt = [`v=TLSRPTv1; rua=mailto:tls-reports@${name}`] } = domain;
  const nodes = new Map<string, ZoneNode>([
    [
      name,
      {
        MX: mxRecords(domain),
        ...(domain.nameServers !== undefined && {
          NS: Object.keys(domain.nameServers).map((label) => absolute(label, name)),
        }),
      },
    ],
    [`_mta-sts.${name}`, { TXT: record.map(strings) }],
    [`_smtp._tls.${name}`, { TXT: tlsRpt.map(strings) }],
  ]);
  if (policyHost !== 'none') nodes.set(`mta-sts.${name}`, { A: webAddresses(policyHost) });
  for (const [label, node] of Object.entries(zone)) {
    const owner = absolute(label, name);
    nodes.set(owner, node.CNAME === undefined ? { ...nodes.get(owner), ...node } : node);
  }
  return nodes;
}

const strings = (record: TxtRecord): readonly string[] => (typeof record === 'string' ? [record] : record);
