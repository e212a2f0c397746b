import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type { ListResourceRecordSetsCommandInput } from '@aws-sdk/client-route-53';
import { plainName } from '../core/zone/name';
import type { ZoneAccount } from '../monitor/ports';
import { ZoneError } from '../monitor/ports';
import type { AccountOptions } from './client';
import { route53Client } from './client';
import { zoneError } from './errors';
import { Pace } from './pace';
import { batch, hostedZone, recordSet } from './shapes';

/** How the account of the SDK's own credentials is called. */
export const OWN_ACCOUNT = 'own account';

const APART_MS = 250;
/** Route 53's own bounds of a page. */
const ZONES_A_PAGE = 100;
const SETS_A_PAGE = 300;
/** Zones of one name: an account may hold any number, of which one counts. */
const SAME_NAME = 20;
/** Route 53 takes up to a minute to answer by a change everywhere. */
const SYNC_POLL_MS = 1_000;
const LONGEST_SYNC_MS = 900_000;

export interface ZoneConnection extends ZoneAccount {
  close(): void;
}

/** The accounts of a configuration: the credentials' own, and one for each role. */
export const configuredAccounts = ({
  ownAccount,
  accounts,
}: {
  readonly ownAccount: boolean;
  readonly accounts: readonly AccountOptions[];
}): readonly ZoneConnection[] => [
  ...(ownAccount ? [route53Account()] : []),
  ...accounts.map((account) => route53Account(account)),
];

/** The hosted zones of an AWS account. Calls keep to the account's quota of five a second, and throttled ones are repeated. */
export function route53Account(options: AccountOptions = {}): ZoneConnection {
  const client = route53Client(options);
  const pace = new Pace(options.apartMs ?? APART_MS);

  /** Makes one call in its turn. @param name the API's, by which its permission is called */
  const call = async <T>(name: string, send: () => Promise<T>): Promise<T> => {
    await pace.turn();
    try {
      return await send();
    } catch (error) {
      throw zoneError(error, `route53:${name}`);
    }
  };

  return {
    name: options.roleArn ?? OWN_ACCOUNT,

    async *zones() {
      let marker: string | undefined;
      do {
        const page = await call('ListHostedZones', () =>
          client.send(
            new ListHostedZonesCommand({ MaxItems: ZONES_A_PAGE, ...(marker !== undefined && { Marker: marker }) }),
          ),
        );
        yield* (page.HostedZones ?? []).map(hostedZone);
        marker = page.IsTruncated === true ? page.NextMarker : undefined;
      } while (marker !== undefined);
    },

    async zonesNamed(name) {
      const page = await call('ListHostedZonesByName', () =>
        client.send(new ListHostedZonesByNameCommand({ DNSName: name, MaxItems: SAME_NAME })),
      );
      return (page.HostedZones ?? []).map(hostedZone).filter((zone) => zone.name === name);
    },

    async *recordSets(zoneId) {
      let from: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
      while (from !== undefined) {
        const command: ListResourceRecordSetsCommand = new ListResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          MaxItems: SETS_A_PAGE,
          ...from,
        });
        const page = await call('ListResourceRecordSets', () => client.send(command));
        yield* (page.ResourceRecordSets ?? []).map(recordSet);
        from =
          page.IsTruncated === true
            ? {
                StartRecordName: page.NextRecordName,
                StartRecordType: page.NextRecordType,
                StartRecordIdentifier: page.NextRecordIdentifier,
              }
            : undefined;
      }
    },

    async nameServers(zoneId) {
      const { DelegationSet } = await call('GetHostedZone', () =>
        client.send(new GetHostedZoneCommand({ Id: zoneId })),
      );
      return (DelegationSet?.NameServers ?? []).map(plainName).sort();
    },

    async change(zoneId, changes, comment) {
      const command = new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: { Comment: comment, Changes: batch(changes) },
      });
      const { ChangeInfo } = await call('ChangeResourceRecordSets', () => client.send(command));
      return ChangeInfo?.Id ?? '';
    },

    // The SDK's own waiter takes a missing permission for "not yet".
    async inSync(changeId, signal) {
      for (const end = performance.now() + LONGEST_SYNC_MS; ;) {
        const { ChangeInfo } = await call('GetChange', () =>
          client.send(new GetChangeCommand({ Id: changeId }), { abortSignal: signal }),
        );
        if (ChangeInfo?.Status === 'INSYNC') return;
        if (performance.now() > end)
          throw new ZoneError('failed', 'the change was taken and is still pending after a quarter of an hour');
        await pause(SYNC_POLL_MS, undefined, { signal });
      }
    },

    close: () => client.destroy(),
  };
}
