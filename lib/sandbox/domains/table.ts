/**
 * The fault table: named domains, one named fault each, with exactly what a look at each of them must give.
 *
 * A row is a `SandboxRow`: `name`, one sentence in `says`, what differs from a healthy domain (see
 * `DomainDeclaration`; days in certificates count from now), and `expect`: the verdict, and the kinds of all findings
 * about the domain and its MX hosts. Write a row for a new finding kind in the file of its area; the table's test runs
 * the real check over all rows, and complains about kinds that no row shows.
 *
 * A row with findings has a twin in `fixed`: what it publishes and serves after its findings' fixes were obeyed. The test
 * holds the text to publish that the fixes print to the twin, and checks the twin: the findings are gone, and no other
 * has come.
 */
import type { SandboxRow } from '../world/declaration';
import { DANE } from './dane';
import { DNS_FAULTS } from './dns';
import { HEALTHY } from './healthy';
import { HEALTHY_MX } from './healthy-mx';
import { MX_CERTIFICATE_FAULTS } from './mx-certificate';
import { MX_HOST_FAULTS } from './mx-host';
import { MX_SET_FAULTS } from './mx-set';
import { POLICY_FAULTS } from './policy';
import { POLICY_HOST_FAULTS } from './policy-host';
import { RECORD_FAULTS } from './record';
import { UNKNOWNS } from './unknown';

export const SANDBOX_TABLE: readonly SandboxRow[] = [
  ...HEALTHY,
  ...HEALTHY_MX,
  ...RECORD_FAULTS,
  ...POLICY_HOST_FAULTS,
  ...POLICY_FAULTS,
  ...MX_SET_FAULTS,
  ...MX_HOST_FAULTS,
  ...MX_CERTIFICATE_FAULTS,
  ...DANE,
  ...DNS_FAULTS,
  ...UNKNOWNS,
];
