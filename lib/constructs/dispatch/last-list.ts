import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Stack, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ASSETS } from '../../contract/assets';
import { isBraked } from '../../core/removal/brake';

/**
 * Says at synthesis how many domains are deployed and, where the output folder holds an earlier synthesis of the stack,
 * how the list differs from that one. What is deployed is not known here.
 */
export function noteDomains(scope: Construct, domains: readonly string[]): void {
  const last = lastDomains(scope);
  const configured = new Set(domains);
  const added = last === undefined ? 0 : domains.filter((name) => !last.has(name)).length;
  const gone = last === undefined ? 0 : [...last].filter((name) => !configured.has(name)).length;
  const number = `${configured.size} configured ${configured.size === 1 ? 'domain' : 'domains'}`;
  const change = last === undefined ? '' : `: +${added} −${gone} since the last synthesis in this folder`;
  const remark = `${number}${change}.`;
  Annotations.of(scope).addInfoV2('mta-sts-watch:domains', remark);
  // The command line of the CDK prints no remarks where there is a warning.
  if (last !== undefined && isBraked({ watched: last.size, leaving: gone, recent: 0 }))
    Annotations.of(scope).addWarningV2(
      'mta-sts-watch:many-domains-removed',
      `${remark} ${gone} of ${last.size} domains are no longer on the list. If they are all deployed, the monitor keeps checking them, and sends an alert, until "mta-sts-watch --stack NAME domains remove --held" or confirmRemovals confirms their removal.`,
    );
}

/** The list in the assets of the last synthesis of this stack; undefined when there is none, or none that can be read. */
function lastDomains(scope: Construct): ReadonlySet<string> | undefined {
  const folder = Stage.of(scope)?.outdir;
  if (folder === undefined) return undefined;
  const manifest = readJson(join(folder, `${Stack.of(scope).artifactId}.assets.json`)) as
    { readonly files?: Readonly<Record<string, { readonly source?: { readonly path?: string } }>> } | undefined;
  for (const { source } of Object.values(manifest?.files ?? {})) {
    const list = source?.path === undefined ? undefined : readJson(join(folder, source.path, ASSETS.domains));
    if (Array.isArray(list)) return new Set(list as readonly string[]);
  }
  return undefined;
}

/** What others may have left half-written is as good as absent: it serves a remark alone. */
function readJson(file: string): unknown {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
