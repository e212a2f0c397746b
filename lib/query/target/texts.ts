import { policyHost, policyUrl } from '../../core/mta-sts/policy-host';
import { parseStsRecord, selectStsRecord } from '../../core/mta-sts/record';
import type { DomainFacts, TargetState } from '../../core/model';
import { parseTlsRptRecord, selectTlsRptRecord } from '../../core/tls-rpt/record';
import type { QueryStore } from '../dependencies';
import type { DomainResource, PolicyResource, RecordResource } from '../resources';
import { iso } from '../time';
import type { RecordReader } from './published';
import { publishedPolicy, publishedRecords } from './published';
import { servedResource } from './served';
import { valueRead } from '../../core/text/result';

/** What a domain publishes, as it was seen last. */
export async function textResources(
  { target: { name }, facts, certificates }: TargetState,
  store: Pick<QueryStore, 'policyBody'>,
): Promise<Pick<DomainResource, 'stsRecord' | 'policy' | 'tlsRptRecord'>> {
  const { stsRecord, tlsRpt } = facts;
  const rua =
    typeof tlsRpt === 'string'
      ? valueRead(selectTlsRptRecord(tlsRpt.split('\n').map((record) => [record])))?.rua
      : undefined;
  const id = stsRecord?.id;
  return {
    stsRecord: {
      ...recordResource(`_mta-sts.${name}`, stsRecord === null ? null : stsRecord?.text, {
        parse: parseStsRecord,
        select: selectStsRecord,
      }),
      ...(id !== undefined && { id }),
    },
    policy: {
      url: policyUrl(name),
      ...policyFacts(facts.policy),
      ...(await policyText(facts.policy, store)),
      served: servedResource(certificates[policyHost(name)]),
    },
    tlsRptRecord: {
      ...recordResource(`_smtp._tls.${name}`, tlsRpt, { parse: parseTlsRptRecord, select: selectTlsRptRecord }),
      ...(rua !== undefined && { rua: [...rua] }),
    },
  };
}

function recordResource(name: string, text: string | null | undefined, reader: RecordReader): RecordResource {
  if (text === undefined) return { name, state: 'unknown' };
  return text === null
    ? { name, state: 'absent' }
    : { name, state: 'present', published: publishedRecords(text, reader) };
}

function policyFacts(policy: DomainFacts['policy']): Omit<PolicyResource, 'url' | 'served' | 'published'> {
  if (policy === undefined) return { state: 'unknown' };
  if (policy === null) return { state: 'not-served' };
  const { sha256, mode, mx, maxAge, id, lostAt, reachable } = policy;
  return {
    state: reachable ? (mode === undefined ? 'invalid' : 'valid') : 'lost',
    sha256,
    ...(mode !== undefined && { mode, mx: [...mx] }),
    ...(maxAge !== undefined && { maxAge }),
    ...(id !== undefined && { id }),
    ...(lostAt !== undefined && { lostAt: iso(lostAt) }),
  };
}

async function policyText(
  policy: DomainFacts['policy'],
  store: Pick<QueryStore, 'policyBody'>,
): Promise<Pick<PolicyResource, 'published'>> {
  const body = policy ? await store.policyBody(policy.sha256) : undefined;
  return body === undefined ? {} : { published: publishedPolicy(body) };
}
