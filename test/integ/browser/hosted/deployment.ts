import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { extname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { handle } from 'hono/aws-lambda';
import { signedInBy } from '../../../../lambdas/shared/signed-in';
import type { AccessRules, SignInSettings } from '../../../../lib/contract/hosted-dashboard';
import { SIGN_IN_FILE } from '../../../../lib/contract/hosted-dashboard';
import { contentSecurityPolicy, PAGE_HEADERS } from '../../../../lib/contract/page-policy';
import { nameOf } from '../../../../lib/query/access/claims';
import { mayChange, signedInApp } from '../../../../lib/query/access/signed-in';
import { queryApp } from '../../../../lib/query/app';
import { writingOperations } from '../../../../lib/query/operations';
import type { Credentials } from '../../../../lib/sandbox/pki/spec';
import type { Watched } from '../../../query/watched';
import { listening } from '../../../support/tls-server';
import type { AuthorizerRules } from './authorizer';
import { authorized } from './authorizer';

const PAGE = resolve(__dirname, '../../../../dist/hosted-dashboard');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface Deployment {
  /** Of the dashboard; ends with a slash. */
  readonly url: string;
  readonly issuer: string;
  close(): Promise<void>;
}

export interface DeploymentOptions {
  readonly credentials: Credentials;
  readonly watched: Watched;
  readonly access: AccessRules;
  /** Groups of people at the provider, by name. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** What CloudFront, the bucket, the authorizer and the function are together, on loopback, with a real provider beside it. */
export async function deploy({ credentials, watched, access, groups }: DeploymentOptions): Promise<Deployment> {
  const { store, dependencies } = watched;
  const api = queryApp(
    {
      ...dependencies,
      callerOf: (request) => nameOf(signedInBy(request) ?? {}),
      mayChange: (request) => mayChange(signedInBy(request), access),
    },
    { operations: writingOperations({ store, clock: dependencies.clock }) },
  );
  const lambda = handle(signedInApp(api, access, signedInBy)) as unknown as (
    event: APIGatewayProxyEventV2WithJWTAuthorizer,
  ) => Promise<APIGatewayProxyStructuredResultV2>;
  const server = createServer({ key: credentials.key, cert: credentials.chain });
  const front = await listening(server);
  const url = `https://127.0.0.1:${front.port}/`;
  const provider = await startProvider(url, credentials, groups);
  const settings: SignInSettings = {
    issuer: provider.rules.issuer,
    clientId: provider.rules.audience,
    scope: 'openid email profile',
  };
  const headers = { ...PAGE_HEADERS, 'content-security-policy': contentSecurityPolicy([provider.rules.issuer]) };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '', url).pathname;
    if (path.startsWith('/api/'))
      return void answer(request, provider.rules, lambda).then(({ statusCode, headers: given, body }) =>
        response.writeHead(statusCode ?? 200, { ...headers, ...given } as Record<string, string>).end(body),
      );
    const name = path === '/' ? 'index.html' : path.slice(1);
    const file = name === SIGN_IN_FILE ? JSON.stringify(settings) : read(name);
    response
      .writeHead(file === undefined ? 403 : 200, {
        ...headers,
        'content-type': TYPES[extname(name)] ?? 'application/json',
      })
      .end(file);
  });
  return {
    url,
    issuer: provider.rules.issuer,
    async close() {
      await provider.close();
      await front.close();
    },
  };
}

function read(name: string): Buffer | undefined {
  try {
    return readFileSync(join(PAGE, name));
  } catch {
    return undefined;
  }
}

/** As API Gateway does: without a token that the authorizer takes, the function is not asked. */
async function answer(
  request: IncomingMessage,
  rules: AuthorizerRules,
  lambda: (event: APIGatewayProxyEventV2WithJWTAuthorizer) => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<APIGatewayProxyStructuredResultV2> {
  const claims = authorized(request.headers.authorization, rules);
  if (claims === undefined)
    return { statusCode: 401, headers: { 'content-type': 'application/json' }, body: '{"message":"Unauthorized"}' };
  const { pathname, search } = new URL(request.url ?? '', 'https://api.invalid');
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return lambda({
    version: '2.0',
    routeKey: 'ANY /api/{proxy+}',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      authorizer: { principalId: '', integrationLatency: 0, jwt: { claims, scopes: [] } },
      domainName: 'api.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'api',
      http: {
        method: request.method ?? 'GET',
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: '',
      },
      requestId: 'one',
      routeKey: 'ANY /api/{proxy+}',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    body: Buffer.concat(chunks).toString('utf8'),
    isBase64Encoded: false,
  });
}

async function startProvider(home: string, { key, chain }: Credentials, groups: DeploymentOptions['groups']) {
  const child = spawn(process.execPath, [join(__dirname, 'provider.mjs')], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.write(`${JSON.stringify({ home, key, cert: chain, groups })}\n`);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { issuer, jwks } = JSON.parse(line) as { issuer: string; jwks: AuthorizerRules['keys'] };
  return {
    rules: { issuer, audience: 'dashboard', keys: jwks },
    async close() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
