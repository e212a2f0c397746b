import { spawn } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CREDENTIALS } from './emulator';
import { dropUnknownResources } from './fixups';

const root = resolve(__dirname, '../../../..');
export const STACK = 'MtaStsWatch';

/** The app as it is, deployed by the CDK's own command line. */
export class Deployment {
  readonly cloudFormation: CloudFormationClient;

  constructor(
    private readonly endpoint: string,
    private readonly folder: string,
  ) {
    this.cloudFormation = new CloudFormationClient({ endpoint });
  }

  async bootstrap(): Promise<void> {
    // The command line wants an app with a stack even for this; the stack's own comes with its first synthesis.
    const empty = `${process.execPath} -e "const { App, Stack } = require('aws-cdk-lib'); const app = new App(); new Stack(app, 'Empty'); app.synth()"`;
    await this.cdk(
      'bootstrap',
      'aws://000000000000/us-east-1',
      '--app',
      empty,
      '--output',
      join(this.folder, 'bootstrap'),
    );
  }

  /** Synthesises the app with this configuration and deploys it. */
  async deploy(config: object): Promise<void> {
    const file = join(this.folder, 'mta-sts-watch.yaml');
    writeFileSync(file, JSON.stringify(config));
    const assembly = join(this.folder, 'assembly');
    rmSync(assembly, { recursive: true, force: true });
    await this.cdk(
      'synth',
      '--quiet',
      '--app',
      `${process.execPath} dist/bin/app.js`,
      '-c',
      `config=${file}`,
      '--output',
      assembly,
    );
    await dropUnknownResources(assembly, STACK, this.cloudFormation);
    await this.cdk('deploy', '--app', assembly, '--require-approval', 'never');
  }

  async destroy(): Promise<void> {
    await this.cdk('destroy', '--force', '--app', join(this.folder, 'assembly'));
  }

  async outputs(): Promise<Record<string, string>> {
    const { Stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
    return Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
    );
  }

  /** The physical id of a resource of the monitor, by its logical id without the hash: `DispatchHandlerFunction`. */
  async resource(name: string): Promise<string> {
    const { StackResources = [] } = await this.cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: STACK }),
    );
    const found = StackResources.find(({ LogicalResourceId }) =>
      new RegExp(`^Monitor${name}[0-9A-F]{8}$`).test(LogicalResourceId ?? ''),
    );
    if (found?.PhysicalResourceId === undefined) throw new Error(`The stack has no resource ${name}.`);
    return found.PhysicalResourceId;
  }

  /** The product's own command line. @returns what it said on standard output */
  async watch(...args: string[]): Promise<string> {
    return this.run(process.execPath, [join(root, 'dist/bin/mta-sts-watch.js'), '--stack', STACK, ...args]);
  }

  private async cdk(...args: string[]): Promise<void> {
    await this.run(join(root, 'node_modules/.bin/cdk'), args);
  }

  private run(command: string, args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          HOME: this.folder,
          AWS_ENDPOINT_URL: this.endpoint,
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          CI: 'true',
          ...CREDENTIALS,
        },
      });
      let out = '';
      let all = '';
      child.stdout.on('data', (text: Buffer) => {
        out += text.toString();
        all += text.toString();
      });
      child.stderr.on('data', (text: Buffer) => (all += text.toString()));
      child.on('error', reject);
      child.on('close', (code) => {
        appendFileSync(join(this.folder, 'commands.log'), `$ ${command} ${args.join(' ')}\n${all}\n`);
        if (code === 0) resolve(out);
        else reject(new Error(`${args.join(' ')} ended with code ${code}:\n${all.slice(-2_000)}`));
      });
    });
  }
}
