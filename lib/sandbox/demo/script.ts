import type { Change } from '../world/declaration';
import { policyId, SMALL_HOST } from './domains';

/** Something that happens to the sandbox. */
export interface ScriptStep {
  /** Seconds after the script began. */
  readonly at: number;
  /** One sentence for who watches. */
  readonly says: string;
  readonly change: Change;
}

/**
 * What goes wrong in the demo, and how it is mended. A round ends where the next one begins (the policies' ids and the
 * certificates' editions are those of the next round), so that a restart shows no change that did not happen.
 */
export function demoScript(round: number): ScriptStep[] {
  const next = round + 1;
  return [
    {
      at: 15,
      says: 'hospital.example doubles its policy’s lifetime, and forgets to change the id',
      change: { domain: 'hospital.example', to: { policy: { maxAge: 1_209_600 } } },
    },
    {
      at: 25,
      says: 'mx.post.example gets a certificate that expires in two days',
      change: { host: 'mx.post.example', to: { certificate: { edition: round, from: -88, until: 2 } } },
    },
    {
      at: 35,
      says: `${SMALL_HOST}, which three domains use, stops offering STARTTLS`,
      change: { host: SMALL_HOST, to: { keywords: ['PIPELINING', '8BITMIME'] } },
    },
    {
      at: 50,
      says: 'airline.example goes back from enforce to testing',
      change: { domain: 'airline.example', to: { record: [policyId(round, 1)], policy: { mode: 'testing' } } },
    },
    {
      at: 65,
      says: 'news.example adds an MX host that its policy does not cover',
      change: {
        domain: 'news.example',
        to: { mx: ['mx.news.example', 'mx1.mail.example'], policy: { mx: ['mx.news.example'] } },
      },
    },
    {
      at: 80,
      says: 'the certificate of mx1.bank.example expires',
      change: { host: 'mx1.bank.example', to: { certificate: { edition: round, from: -90, until: -0.01 } } },
    },
    {
      at: 95,
      says: 'the certificate of mta-sts.city.example expires',
      change: {
        domain: 'city.example',
        to: { policyHost: { certificate: { edition: round, from: -90, until: -0.01 } } },
      },
    },
    { at: 120, says: `${SMALL_HOST} offers STARTTLS again`, change: { host: SMALL_HOST, to: {} } },
    {
      at: 135,
      says: 'mx.post.example renews its certificate',
      change: { host: 'mx.post.example', to: { certificate: { edition: next } } },
    },
    {
      at: 150,
      says: 'mx1.bank.example renews its certificate',
      change: { host: 'mx1.bank.example', to: { certificate: { edition: next } } },
    },
    {
      at: 160,
      says: 'bank.example publishes a new id',
      change: { domain: 'bank.example', to: { record: [policyId(next)] } },
    },
    {
      at: 170,
      says: 'mta-sts.city.example renews its certificate',
      change: { domain: 'city.example', to: { policyHost: { certificate: { edition: next } } } },
    },
    {
      at: 180,
      says: 'news.example takes the MX host out again',
      change: { domain: 'news.example', to: { mx: ['mx.news.example'], policy: {} } },
    },
    {
      at: 195,
      says: 'hospital.example mends its policy, with a new id',
      change: { domain: 'hospital.example', to: { record: [policyId(next)], policy: {} } },
    },
    {
      at: 210,
      says: 'airline.example enforces again, with a new id',
      change: { domain: 'airline.example', to: { record: [policyId(next)], policy: {} } },
    },
  ];
}
