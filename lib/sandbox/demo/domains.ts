import type { DomainDeclaration } from '../world/declaration';

/** A small host that three of the domains depend on. */
export const SMALL_HOST = 'mx.smallhost.example';

/** The id of a domain's policy: it grows with each round of the script, as the domain's owner would count it up. */
export const policyId = (round: number, revision = 0): string =>
  `v=STSv1; id=2026${String(round).padStart(4, '0')}T00000${revision};`;

/** The domains of the demo as they are when a round of the script begins: mostly healthy. */
export function demoDomains(round: number): DomainDeclaration[] {
  const record = [policyId(round)];
  const edition = round;
  return [
    {
      name: 'bank.example',
      says: 'Two MX hosts of its own.',
      record,
      hosts: { mx1: { certificate: { edition } }, mx2: { certificate: { key: 'rsa' } } },
    },
    { name: 'shop.example', says: 'At the large provider.' },
    { name: 'airline.example', says: 'At the large provider.', record },
    { name: 'hospital.example', says: 'At the large provider.', record },
    { name: 'news.example', says: 'An MX host of its own.', hosts: { mx: {} } },
    { name: 'post.example', says: 'An MX host of its own.', hosts: { mx: { certificate: { edition } } } },
    { name: 'city.example', says: 'Its own policy host.', policyHost: { certificate: { edition } } },
    { name: 'smallhost.example', says: 'The small provider itself.', hosts: { mx: {} } },
    { name: 'school.example', says: 'At the small provider.', mx: [SMALL_HOST] },
    { name: 'library.example', says: 'At the small provider.', mx: [SMALL_HOST] },
    { name: 'museum.example', says: 'Still in testing.', policy: { mode: 'testing' } },
    { name: 'startup.example', says: 'Never asked for reports.', tlsRpt: [] },
    { name: 'workshop.example', says: 'Has not begun with MTA-STS.', record: [], policyHost: 'none', tlsRpt: [] },
  ];
}
