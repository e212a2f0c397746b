import { Command } from 'commander';
import { parseDomainName } from '../../config/domain-name';
import { duration, formatDuration } from '../../config/duration';
import { parseFingerprint } from '../../config/fingerprint';
import { parseReportUri } from '../../config/route53';
import { NotRepairable } from '../../monitor/zones/find';
import type { Proposal } from '../../monitor/zones/repair';
import { applyRepair, proposeRepair, verifyRepair } from '../../monitor/zones/repair';
import { ZoneError } from '../../monitor/ports';
import { throughIo } from '../commander';
import { UserError } from '../errors';
import { EXIT } from '../exit-code';
import type { CliIo } from '../io';
import { observerMaker } from '../observer';
import type { ConfigFlags } from '../options/config-file';
import { loadConfig, withConfigOption, withDataDirOption } from '../options/config-file';
import type { CheckSettingFlags } from '../options/check-settings';
import { checkSettings, withCheckOptions } from '../options/check-settings';
import { parsed, repeated } from '../options/parsed';
import { policyChangedUnderSameId } from '../repair/history';
import { repairDocument } from '../repair/json';
import { proposalText, verifiedText } from '../repair/print';
import { requireTrust } from '../repair/trust';
import { safe, safeJson } from '../terminal/escape';
import { colorsFor } from '../terminal/style';
import { systemClock } from '../terminal/time';
import { zoneAccounts } from '../zones/accounts';
import { zoneFailure } from '../zones/words';

const DEFAULT_WAIT = 300_000;

const NOTES = `
Without --apply nothing is changed. A change is made only if the records are
still what is shown, waited for until Route 53 answers by it, and then looked at
from outside. docs/route53.md has the permissions that are needed.

A TLSA record for a key that nobody vouches for is published only after you
confirm the key's fingerprint: in a terminal repair asks you, otherwise use
--trust.

Exit codes: 0 when there is nothing to mend or all is mended and seen, 1 when
something is left to do, 2 when it was changed and resolvers do not give it yet,
64 when the domain cannot be repaired from here, or a key was not confirmed.`;

interface RepairFlags extends CheckSettingFlags, ConfigFlags {
  readonly stack?: string;
  readonly apply?: true;
  readonly trust?: readonly string[];
  readonly json?: true;
  readonly newId?: true;
  readonly rua?: readonly string[];
  readonly wait?: number;
}

/** `repair`: what a change of the domain's hosted zone would mend; makes the change if asked. */
export function repairCommand(io: CliIo): Command {
  const repair = throughIo(new Command('repair'), io)
    .description('show the change of a hosted zone in Route 53 that would mend a domain, and make it if asked')
    .argument('<domain>', 'such as example.com', parsed(parseDomainName))
    .option('--apply', 'make the change')
    .option(
      '--trust <fingerprint>',
      'SHA-256 of a key or certificate that you verified on the mail server; may be repeated',
      repeated(parseFingerprint),
    )
    .option('--new-id', 'give the STS record a new id: the policy has changed (default: if the history says so)')
    .option(
      '--rua <uri>',
      'where a TLSRPT record has reports sent to; may be repeated (default: route53.reportsTo of the configuration)',
      repeated(parseReportUri),
    )
    .option(
      '--wait <duration>',
      `how long to look for what was changed (default: ${formatDuration(DEFAULT_WAIT)})`,
      parsed(duration(1_000, 86_400_000)),
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', NOTES);
  return withDataDirOption(withConfigOption(withCheckOptions(repair))).action(
    async (domain: string, _flags: unknown, command: Command) =>
      run(domain, command.optsWithGlobals<RepairFlags>(), io),
  );
}

async function run(domain: string, flags: RepairFlags, io: CliIo): Promise<void> {
  const config = await loadConfig(flags, io);
  const signal = io.endRequested();
  const accounts = zoneAccounts(config.route53);
  const deps = {
    accounts,
    makeObserver: await observerMaker(checkSettings(config, flags), io),
    clock: systemClock,
    signal,
  };
  const say = (text: string): void => void (flags.json === true || io.stdout.write(`${text}\n`));
  try {
    const needsNewId = flags.newId ?? (await policyChangedUnderSameId(domain, config, flags.stack));
    const proposal = await proposeRepair(
      domain,
      { needsNewId, reportsTo: flags.rua ?? config.route53?.reportsTo ?? [] },
      deps,
    );
    const isApplied = flags.apply === true && proposal.mends.length > 0;
    say(
      proposalText(proposal, { isApplied, isRehearsal: flags.apply !== true }, io.stdout, colorsFor(io.stdout, io.env)),
    );
    if (!isApplied) return finish(proposal, undefined, flags, io);
    await requireTrust(proposal, flags.trust ?? [], flags.json !== true && isTerminal(io), io, signal);
    await applyRepair(
      proposal,
      `mta-sts-watch repair ${domain}: ${kindsOf(proposal).join(', ')}`.slice(0, LONGEST_COMMENT),
      signal,
    );
    say('Route 53 answers by the change. Looking from outside …');
    const { left } = await verifyRepair(proposal, flags.wait ?? DEFAULT_WAIT, deps);
    say(verifiedText(proposal, left, io.stdout));
    finish(proposal, left, flags, io);
  } catch (error) {
    if (signal.aborted)
      throw new UserError('Stopped. A change that Route 53 has taken stays: run it again to see what is there now.', {
        cause: error,
      });
    if (error instanceof NotRepairable) throw new UserError(safe(error.message), { cause: error });
    if (error instanceof ZoneError) throw new UserError(`Route 53: ${zoneFailure(error)}`, { cause: error });
    throw error;
  } finally {
    for (const account of accounts) account.close();
  }
}

/** Whether somebody is there to answer. */
const isTerminal = ({ stdin, stdout }: CliIo): boolean =>
  stdout.isTTY === true && (stdin as { readonly isTTY?: boolean }).isTTY === true;

/** Route 53's bound. */
const LONGEST_COMMENT = 256;

const kindsOf = ({ mends }: Proposal): readonly string[] => [...new Set(mends.flatMap(({ kinds }) => kinds))];

/** @param left what is still seen after the change; undefined when none was made */
function finish(proposal: Proposal, left: readonly string[] | undefined, { json }: RepairFlags, io: CliIo): void {
  if (json === true) io.stdout.write(`${safeJson(repairDocument(proposal, left))}\n`);
  const isPending = left === undefined && proposal.mends.length > 0;
  io.setExitCode(
    left !== undefined && left.length > 0
      ? EXIT.unknown
      : isPending || proposal.notMended.length > 0
        ? EXIT.fault
        : EXIT.ok,
  );
}
