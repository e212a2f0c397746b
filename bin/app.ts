import { App, Stack } from 'aws-cdk-lib';
import { DEFAULT_CONFIG_FILE } from '../lib/config';
import {
  HostedDashboard,
  MtaStsWatch,
  dashboardPropsFromConfig,
  folderOf,
  propsFromConfig,
  readConfig,
} from '../lib/constructs';

/** The CDK app of `npx cdk deploy`: one stack, from the configuration file of `npm start`. */
function main(): void {
  const app = new App();
  const file = (app.node.tryGetContext('config') as string | undefined) ?? DEFAULT_CONFIG_FILE;
  const config = readConfig(file);
  const stack = new Stack(app, config.aws.stackName, {
    description: 'mta-sts-watch: MTA-STS, TLSRPT and MX certificates under watch',
  });
  const monitor = new MtaStsWatch(stack, 'Monitor', propsFromConfig(stack, config, folderOf(file)));
  if (config.aws.dashboard !== undefined)
    new HostedDashboard(stack, 'HostedDashboard', {
      monitor,
      ...dashboardPropsFromConfig(stack, config.aws.dashboard),
    });
  app.synth();
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
