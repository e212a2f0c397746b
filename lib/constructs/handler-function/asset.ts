import { createHash } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { HandlerName } from './handlers';
import { bundleFolder } from './handlers';

/**
 * A handler's bundle with small files of this deployment beside it. They travel in the asset because a list of 35,000
 * domains fits neither in environment variables (4 KiB) nor in a parameter (8 KiB), and needs no permission to read.
 */
export function handlerCode(handler: HandlerName, files: Readonly<Record<string, string>>): Code {
  const folder = bundleFolder(handler);
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local bundling below always succeeds.
      image: DockerImage.fromRegistry('none'),
      // The CDK remembers what it bundled by these options: another monitor of the app has other files.
      environment: { FILES: createHash('sha256').update(JSON.stringify(files)).digest('hex') },
      local: {
        tryBundle(output: string): boolean {
          cpSync(folder, output, { recursive: true });
          for (const [name, content] of Object.entries(files)) writeFileSync(join(output, name), content);
          return true;
        },
      },
    },
  });
}
