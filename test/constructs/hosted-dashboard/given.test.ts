import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { build, CERTIFICATE, OIDC } from './hosted';

const oidc = (given: object) => () => build(() => ({ signIn: { ...OIDC, ...given } }));

test.each([
  [
    'an issuer without TLS',
    { issuer: 'http://login.example.com' },
    'signIn.issuer: http://login.example.com is not an issuer',
  ],
  ['an issuer that is no URL', { issuer: 'login.example.com' }, 'signIn.issuer'],
  ['no client', { clientId: '' }, 'signIn.clientId'],
  [
    'an origin with a path',
    { tokenOrigins: ['https://oauth2.example.com/token'] },
    'signIn.tokenOrigins: https://oauth2.example.com/token is not an origin',
  ],
  [
    "an origin that would end the policy's line",
    { tokenOrigins: ["https://a.example;script-src'unsafe-inline'"] },
    'signIn.tokenOrigins',
  ],
  ['scopes without openid', { scopes: ['email'] }, 'signIn.scopes'],
  [
    'a rule that nobody can fulfil',
    { readers: { claim: 'groups', anyOf: [] } },
    'readers: a rule names a claim and at least one value',
  ],
])('%s is refused before anything is deployed', (_name, given, message) => {
  expect(oidc(given)).toThrow(message);
});

test('a certificate of another region is refused', () => {
  const elsewhere = CERTIFICATE.replace('us-east-1', 'eu-west-1');
  expect(() =>
    build((stack) => ({
      domain: {
        name: 'mail.example.com',
        certificate: Certificate.fromCertificateArn(stack, 'Certificate', elsewhere),
      },
    })),
  ).toThrow(`domain.certificate: ${elsewhere} is not in us-east-1`);
  expect(() =>
    build((stack) => ({
      domain: {
        name: 'https://mail.example.com',
        certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
      },
    })),
  ).toThrow('domain.name');
});
