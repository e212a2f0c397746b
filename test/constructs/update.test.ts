import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Template } from 'aws-cdk-lib/assertions';
import type { Held } from './held';
import { REPLACING, held } from './held';
import { templateOf } from './hosted-dashboard/hosted';
import { AGENTS, EVERYTHING, LEAST, template } from './synthesised';

/** Made by {@link held} from the templates of that release. */
const release = JSON.parse(readFileSync(join(__dirname, 'releases', '0.1.0.json'), 'utf8')) as Record<
  'everything' | 'agents' | 'least' | 'dashboard',
  Record<string, Held>
>;

test.each<[keyof typeof release, () => Template]>([
  ['everything', () => template(EVERYTHING)],
  ['agents', () => template(AGENTS)],
  ['least', () => template(LEAST)],
  ['dashboard', () => templateOf()],
])('an update from release 0.1.0 replaces no table, topic, queue, secret, user pool or address: %s', (name, of) => {
  const now = held(of());
  expect(now).toMatchObject(release[name]);
  for (const [id, { Replacing }] of Object.entries(release[name])) expect(now[id]?.Replacing).toEqual(Replacing);
});

test('the properties that are compared are those that CloudFormation replaces by', () => {
  const cli = dirname(createRequire(__filename).resolve('aws-cdk/package.json'));
  const { schema } = JSON.parse(gunzipSync(readFileSync(join(cli, 'db.json.gz'))).toString()) as {
    schema: {
      resource: {
        entities: readonly {
          cloudFormationType: string;
          properties: Record<string, { causesReplacement?: 'yes' | 'no' | 'maybe' }>;
        }[];
      };
    };
  };
  for (const [type, names] of Object.entries(REPLACING)) {
    const { properties = {} } =
      schema.resource.entities.find(({ cloudFormationType }) => cloudFormationType === type) ?? {};
    const replacing = Object.entries(properties).filter(
      ([, { causesReplacement = 'no' }]) => causesReplacement !== 'no',
    );
    expect([type, replacing.map(([name]) => name).sort()]).toEqual([type, [...names].sort()]);
  }
});
