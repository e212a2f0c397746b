import { openApiDocument } from './openapi/document';
import type { Operation } from './operation';

/** docs/openapi.json: the API for programs. */
export const openApiText = (operations: readonly Operation[]): string =>
  `${JSON.stringify(openApiDocument(operations), null, 2)}\n`;

/** docs/query.md: the API for people. */
export const queryPage = (operations: readonly Operation[]): string => `# The query API

<!-- Written by \`npm run docs\` from lib/query. Change the operations, or lib/query/page.ts, not this file. -->

All that the monitor knows, over HTTP: how the domains stand, what is wrong and how to mend it, and the history of both. As OpenAPI 3.1: [openapi.json](openapi.json), and \`/api/openapi.json\` of the API itself. Tests hold each answer to it.

| | |
| --- | --- |
${operations.map(({ method, path, summary }) => `| \`${method.toUpperCase()} ${path}\` | ${summary} |`).join('\n')}

## Where it is

**On one machine** \`npm start\` and \`mta-sts-watch dashboard\` serve it beside the dashboard, at the address that they print. It answers on loopback, to requests for a loopback name, and to nobody else. Every user of that machine can read. Changes require [the token](#the-token) and are recorded under the name of the user who started it.

\`\`\`
curl -s http://127.0.0.1:8425/api/domains?verdict=undeliverable
\`\`\`

### The token

On one machine, requests that change something (\`POST\`, \`DELETE\`) require a token. With \`dashboard.readsNeedToken: true\` in the configuration, reading requires it too. The token is in the file \`dashboard-token\` in the data folder (\`--data-dir\`, \`dataDir\`), which only its owner can read. The first start creates it, and it stays the same from then on. To replace it, delete the file and start again.

- **In the browser**, open the address that \`start\` or \`mta-sts-watch dashboard\` prints in a terminal. It contains the token; the page keeps it in a cookie and removes it from the address. If the output is not a terminal, the address is printed without the token, because it may end up in a log: add \`?token=\` and the token to it.
- **In a script**, send it as a bearer token. The header \`Authorization\` can also come from a file, so that no other user sees it in the process list:

\`\`\`
curl -s -X POST http://127.0.0.1:8425/api/silences \\
  -H @<(printf 'Authorization: Bearer %s' "$(mta-sts-watch dashboard token)") \\
  -H 'Content-Type: application/json' \\
  -d '{"purpose": "mute", "subject": "example.com", "reason": "moving", "until": "2026-12-24T00:00:00Z"}'
\`\`\`

Without it the answer is 403, and its \`detail\` says what to do. The page then shows everything but has no buttons. A dashboard for a deployed stack (\`--stack\`) uses the same token; its changes to the table use your AWS credentials. Browsers send cookies to every port of \`127.0.0.1\`, so do not open addresses on this machine that other users give you.

**On AWS** it is off until \`aws.queryApi: true\` ([configuration.md](configuration.md)), or \`queryApi: true\` of the construct, makes a function with a URL; the output \`MtaStsWatchQueryUrl\` of the stack has it. It takes requests that are signed for IAM alone, and its role can read the table and nothing else: what changes something is for the command line and the local dashboard.

\`\`\`
URL=$(aws cloudformation describe-stacks --stack-name MtaStsWatch --output text \\
  --query "Stacks[0].Outputs[?OutputKey=='MtaStsWatchQueryUrl'].OutputValue")
eval "$(aws configure export-credentials --format env)"
curl -s --aws-sigv4 "aws:amz:eu-west-1:lambda" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\
  -H "x-amz-security-token: $AWS_SESSION_TOKEN" "\${URL}api/overview"
awscurl --service lambda --region eu-west-1 "\${URL}api/overview"
\`\`\`

Who may ask needs \`lambda:InvokeFunctionUrl\` and \`lambda:InvokeFunction\` on the function; in a CDK app, \`monitor.grantQuery(role)\`.

## How it behaves

- **Times** are ISO 8601 in UTC. **Names** are A-labels in lower case; a search takes any script.
- **Lists** come in pages: give the \`cursor\` of one as \`cursor\` for the next, with the same filters. A page may have fewer items than \`limit\`, and still be followed by another.
- **ETags**: every answer to a GET has a weak one, and \`If-None-Match\` gives 304 while it is the same. To follow what happens, poll \`/api/pulse\`, which costs a few small reads, and load again what you show on a 200. One mechanism for both places: a Lambda function can hold no stream open for long.
- **Errors** are problems (RFC 9457, \`application/problem+json\`); \`errors\` names each parameter at fault.
- **Limits**: 50 requests a second for each process, and 200 at once after a pause; then 429 with \`Retry-After\`. Addresses have at most 8,192 characters, bodies 65,536 octets.
- **No CORS**: no page of another site can read it.
- **New fields** can come at any time: ignore those that you do not know.
- What the network wrote stands in the answers as it is, in JSON's own escapes. Show it as text, never as markup.

## Prometheus

\`\`\`yaml
scrape_configs:
  - job_name: mta-sts-watch
    static_configs: [{ targets: ['127.0.0.1:8425'] }]
\`\`\`

With \`readsNeedToken\`, add \`authorization: { credentials_file: FOLDER/dashboard-token }\`. How many series there are does not grow with the domains. \`/metrics?perDomain=100\` gives the 100 worst domains a series each, 1,000 at most. Of the function's URL Prometheus needs a proxy that signs, such as aws-sigv4-proxy.

## Feed, calendar, badge

\`/feed.atom?severity=warning\` has the latest changes as Atom. \`/certificates.ics\` is a calendar to subscribe to, with an alarm a week and a day before a certificate ends; when it is renewed, its date goes. \`/badge/example.com.svg\` is the verdict as a picture, which holds nothing but those words.

## What it costs

A process reads the list of domains once, and again when it is a quarter of an hour old; between, it follows the changes. When thousands change at once it reads the list again instead, in a twentieth of the time at most, and is late by as much. That is one read unit for about 20 domains: 35,000 cost some 1,800 units, a fraction of a cent, and take a few seconds. Searching it reads nothing. The overview reads the changes since yesterday, the open alerts, and when certificates end, the last again only after twenty times as long as it took. The view of a domain reads its state, those of its MX hosts, and their certificates.
`;
