import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { MtaStsWatchProps } from '../../lib/constructs';
import { MtaStsWatch, propsFromConfig, readConfig } from '../../lib/constructs';
import { build } from './synthesised';

const MONITOR = '/Mail/Monitor';

jest.setTimeout(120_000);

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'cdk-out-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

/** Synthesises into the folder, as the CDK does time and again. */
function synthesise(props: MtaStsWatchProps): Annotations {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Mail');
  new MtaStsWatch(stack, 'Monitor', props);
  app.synth();
  return Annotations.fromStack(stack);
}

const names = (many: number): string[] => Array.from({ length: many }, (_, n) => `d${n}.example`);

describe('a monitor that would watch nothing is an error at synthesis', () => {
  const EMPTY = Match.stringLikeRegexp('^domains: no domain is listed, and there is no route53, so nothing would be');

  test.each<[string, MtaStsWatchProps]>([
    ['no list', {}],
    ['an empty list', { domains: [] }],
  ])('%s', (_, props) => {
    const stack = new Stack(new App(), 'Mail');
    new MtaStsWatch(stack, 'Monitor', props);
    Annotations.fromStack(stack).hasError(MONITOR, EMPTY);
    // With the flags of our own app, synthesis itself ends there.
    expect(() => Annotations.fromStack(build(props).stack)).toThrow(/nothing would be watched/);
  });

  test.each<[string, MtaStsWatchProps]>([
    ['a list', { domains: ['example.com'] }],
    ['hosted zones', { route53: {} }],
    ['domains that are added by hand', { domainsAddedByHand: true }],
  ])('not with %s', (_, props) => Annotations.fromStack(build(props).stack).hasNoError(MONITOR, Match.anyValue()));

  test('the key of the file says the same as the prop', () => {
    const file = join(outdir, 'monitor.yaml');
    writeFileSync(file, 'domains: []\nconfirmRemovals: 12-0a1b2c3d\naws: { domainsAddedByHand: true }\n');
    expect(propsFromConfig(new Stack(), readConfig(file), outdir)).toMatchObject({
      domainsAddedByHand: true,
      confirmRemovals: '12-0a1b2c3d',
    });
  });
});

test('synthesis says how many domains there are, and what changed since the last one in the folder', () => {
  synthesise({ domains: names(30) }).hasInfo(MONITOR, Match.stringLikeRegexp('^30 configured domains\\. '));
  synthesise({ domains: ['new.example', ...names(26)] }).hasInfo(
    MONITOR,
    Match.stringLikeRegexp('^27 configured domains: \\+1 −4 since the last synthesis in this folder\\. '),
  );
  const cut = synthesise({ domains: ['new.example'] });
  cut.hasInfo(MONITOR, Match.stringLikeRegexp('^1 configured domain: \\+0 −26 since'));
  cut.hasWarning(
    MONITOR,
    Match.stringLikeRegexp('^1 configured domain: \\+0 −26 since .* 26 of 27 domains are no longer .*confirmRemovals'),
  );
});

test('files of others in the folder are no list', () => {
  writeFileSync(join(outdir, 'Mail.assets.json'), '{"files":');
  synthesise({ domains: names(3) }).hasInfo(MONITOR, Match.stringLikeRegexp('^3 configured domains\\. '));
});

test('two monitors of one app have a list each', () => {
  const app = new App({ outdir });
  const lists = [['a.example'], ['b.example']];
  for (const domains of lists)
    new MtaStsWatch(new Stack(app, domains[0]?.replace('.', '-') ?? ''), 'Monitor', { domains });
  app.synth();
  const deployed = readdirSync(outdir)
    .filter((name) => name.startsWith('asset.') && readdirSync(join(outdir, name)).includes('domains.json'))
    .map((name) => JSON.parse(readFileSync(join(outdir, name, 'domains.json'), 'utf8')) as string[]);
  expect(deployed.sort()).toEqual(lists);
});

test('the confirmation reaches the handlers', () => {
  synthesise({ domains: names(3), confirmRemovals: '12-0a1b2c3d' });
  const settings = readdirSync(outdir)
    .filter((name) => name.startsWith('asset.') && readdirSync(join(outdir, name)).includes('domains.json'))
    .map((name) => JSON.parse(readFileSync(join(outdir, name, 'settings.json'), 'utf8')) as object);
  expect(settings).toMatchObject([{ confirmRemovals: '12-0a1b2c3d' }]);
});
