import { App, Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as hosted, everything } from './hosted-dashboard/hosted';
import { AGENTS, EVERYTHING, LEAST, build } from './synthesised';

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

const keyIn = (stack: Stack): Key => new Key(stack, 'Key', { enableKeyRotation: true });

/** The findings that nothing in the code explains. */
function findings(scope: { readonly app: App }): string[] {
  const { app } = scope;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } catch {
    // Findings make the synthesis fail; the report names them.
  }
  const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as Report;
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath ?? ''}`),
    ),
  );
}

test.each([
  ['everything', EVERYTHING],
  ['agents', AGENTS],
  ['zones that it repairs', { ...LEAST, route53: { repair: ['sts-record-missing'] } }],
  ['the least', LEAST],
  ['everything with a key', (stack: Stack) => ({ ...EVERYTHING, encryptionKey: keyIn(stack) })],
  ['agents with a key', (stack: Stack) => ({ ...AGENTS, encryptionKey: keyIn(stack) })],
])('cdk-nag has nothing to say about %s', (_name, props) => {
  expect(findings(build(props))).toEqual([]);
});

test.each([
  ['with a user pool of its own', undefined],
  ['with a provider and a name of its own', everything],
])('nor about the hosted dashboard %s', (_name, props) => {
  expect(findings(hosted(props))).toEqual([]);
});

test('and it would say something: a topic that takes plain HTTP is found', () => {
  const app = new App();
  new Topic(new Stack(app, 'Mail'), 'Topic');
  expect(findings({ app })).toEqual([expect.stringContaining('AwsSolutions-SNS3')]);
});
