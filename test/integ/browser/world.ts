import type { AlertStore, SilenceStore } from '../../../lib/monitor/ports';
import type { QueryDependencies } from '../../../lib/query/dependencies';
import { acknowledgementOperations } from '../../../lib/query/operations/acknowledgements';
import { silenceOperations } from '../../../lib/query/operations/silences';
import { queryApp } from '../../../lib/query/app';
import { serveDashboard, type Dashboard } from '../../../lib/dashboard/server/server';
import { SANDBOX_TABLE } from '../../../lib/sandbox';
import { demoDomains } from '../../../lib/sandbox/demo/domains';
import { demoScript } from '../../../lib/sandbox/demo/script';
import type { DomainDeclaration } from '../../../lib/sandbox/world/declaration';
import { watch, type Watched } from '../../query/watched';

/** The right-to-left override: what follows it reads backwards wherever it is let through. */
export const RLO = '\u202e';

const MARKUP = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>';

/** A name that fills a name's 253 octets with the longest labels. */
export const LONG_NAME = `${'l'.repeat(63)}.${'o'.repeat(63)}.${'n'.repeat(63)}.g.example`;

/** Domains that publish what a page must not believe. */
export const HOSTILE: readonly DomainDeclaration[] = [
  {
    name: 'hostile.example',
    says: '',
    record: [`v=STSv1; id=1; ${RLO}${MARKUP}`],
    policy: `version: STSv1\r\nmode: ${MARKUP}\r\nmx: ${RLO}*.mail.example\r\n`,
    tlsRpt: [`v=TLSRPTv1; rua=javascript:alert(1)${RLO}`],
  },
  { name: LONG_NAME, says: '', policyHost: 'none', record: [] },
];

const FAULTS = /^(expired-mx|policy-enforcer|dane-wrong-name|dane|no-starttls)\.example$/;

export interface BrowserWorld extends Watched {
  readonly url: string;
  /** Lets the first steps of the demo's script happen, and looks again until they are told. */
  goWrong(): Promise<void>;
}

/** The sandbox with its demo, some faults of the table and hostile domains, watched by the real monitor, behind the real server. */
export async function openWorld({
  domains = [],
  faults = true,
}: {
  readonly domains?: readonly DomainDeclaration[];
  /** False for a world that is mostly well. */ readonly faults?: boolean;
} = {}): Promise<BrowserWorld> {
  const wrong = faults ? [...SANDBOX_TABLE.filter(({ name }) => FAULTS.test(name)), ...HOSTILE] : [];
  const watched = await watch([...demoDomains(0), ...wrong, ...domains]);
  const dashboard = await serve({ ...watched.dependencies, store: watched.store, place: 'this machine' });
  return {
    ...watched,
    url: dashboard.url,
    async goWrong() {
      for (const { change } of demoScript(0).slice(0, 7)) await watched.sandbox.apply(change);
      await watched.sandbox.issueAll();
      await watched.check();
      await watched.check();
    },
    async close() {
      await dashboard.close();
      await watched.close();
    },
  };
}

/** The page and the API over a store, as `npm start` serves them. */
export function serve(
  deps: QueryDependencies & { readonly store: Pick<AlertStore, 'writeAlert'> & Pick<SilenceStore, 'writeSilence'> },
): Promise<Dashboard> {
  const throttle = { rate: 10_000, burst: 10_000 };
  const api = queryApp(
    { ...deps, callerOf: () => 'ada' },
    { throttle, operations: [...acknowledgementOperations(deps), ...silenceOperations(deps)] },
  );
  return serveDashboard({ api, port: 0 });
}
