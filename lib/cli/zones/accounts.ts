import type { Config } from '../../config';
import type { ZoneConnection } from '../../route53/account';
import { lazy } from '../lazy';

/** The accounts whose hosted zones are read; without a configuration, that of the credentials at hand. */
export function zoneAccounts(
  route53: Pick<NonNullable<Config['route53']>, 'ownAccount' | 'accounts'> = { ownAccount: true, accounts: [] },
): readonly ZoneConnection[] {
  return lazy.route53().configuredAccounts(route53);
}
