import type { Change, HostedZone as SdkZone, ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import type { HostedZone, RecordChange, RecordSet } from '../core/model';
import { plainName } from '../core/zone/name';

export const hostedZone = ({ Id = '', Name = '', Config }: SdkZone): HostedZone => ({
  id: Id.replace(/^\/hostedzone\//, ''),
  name: plainName(Name),
  isPrivate: Config?.PrivateZone === true,
});

export function recordSet(set: ResourceRecordSet): RecordSet {
  const { Name = '', Type = '', TTL, ResourceRecords = [], AliasTarget, SetIdentifier } = set;
  return {
    name: plainName(Name),
    type: Type,
    ...(TTL !== undefined && { ttl: TTL }),
    values: ResourceRecords.map(({ Value = '' }) => Value),
    ...(AliasTarget?.DNSName !== undefined && { aliasOf: plainName(AliasTarget.DNSName) }),
    ...(SetIdentifier !== undefined && { routed: true }),
  };
}

/** The old set is deleted to the letter, and only then the new one created: a set that was changed meanwhile ends the whole batch. */
export const batch = (changes: readonly RecordChange[]): Change[] =>
  changes.flatMap(({ before, after }) => [
    ...(before === undefined ? [] : [change('DELETE', before)]),
    ...(after === undefined ? [] : [change('CREATE', after)]),
  ]);

const change = (Action: 'CREATE' | 'DELETE', { name, type, ttl, values }: RecordSet): Change => ({
  Action,
  ResourceRecordSet: {
    Name: `${name}.`,
    Type: type as RRType,
    TTL: ttl,
    ResourceRecords: values.map((Value) => ({ Value })),
  },
});
