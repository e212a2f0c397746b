// A real OpenID Connect provider on loopback, for one public client. Reads {"home", "key", "cert"} from its input, says
// {"issuer", "jwks"} when it serves, and signs in whoever gives a name. It ends with its input.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import process from 'node:process';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin });
const [line] = await once(lines, 'line');
const { home, key, cert, groups } = JSON.parse(line);

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const common = { kid: 'one', alg: 'RS256', use: 'sig' };
const server = createServer({ key, cert }).listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `https://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), ...common }] },
  clients: [
    {
      client_id: 'dashboard',
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [home],
      post_logout_redirect_uris: [home],
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
  conformIdTokenClaims: false,
  clientBasedCORS: (_context, origin) => origin === new URL(home).origin,
  cookies: { keys: ['of a test'] },
  findAccount: (_context, accountId) => ({
    accountId,
    claims: () => ({
      sub: accountId,
      email: `${accountId}@example.com`,
      email_verified: true,
      groups: groups[accountId] ?? [],
    }),
  }),
  issueRefreshToken: () => true,
  pkce: { required: () => true },
  ttl: {
    AccessToken: 3600,
    AuthorizationCode: 60,
    Grant: 86400,
    IdToken: 3600,
    Interaction: 3600,
    RefreshToken: 43200,
    Session: 86400,
  },
});
server.on('request', provider.callback());
process.stdout.write(`${JSON.stringify({ issuer, jwks: [{ ...publicKey.export({ format: 'jwk' }), ...common }] })}\n`);
lines.on('close', () => process.exit(0));
