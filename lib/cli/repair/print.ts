import { describeFinding } from '../../core/findings';
import { count, listed } from '../../core/findings/words';
import type { RecordSet } from '../../core/model';
import type { Mend, NotMended, RepairKind, ServedKey } from '../../core/repair';
import { formatDuration } from '../../config/duration';
import type { Proposal } from '../../monitor/zones/repair';
import type { CliOutput } from '../io';
import { safe } from '../terminal/escape';
import { block } from '../terminal/layout';
import type { Colors } from '../terminal/style';
import { systemClock } from '../terminal/time';

const MINUTE = 60_000;

/** What would be, or is being, changed: each record that goes and that comes, with what it mends; then what is left and why. */
export function proposalText(
  proposal: Proposal,
  { isApplied, isRehearsal }: { readonly isApplied: boolean; readonly isRehearsal: boolean },
  output: CliOutput,
  colors: Colors,
): string {
  const { domain, found, mends, notMended } = proposal;
  const parts = [
    block(
      `${colors.bold(safe(domain))} is in the hosted zone ${safe(found.zone.name)} (${safe(found.zone.id)}, ${safe(found.account.name)}).`,
      0,
      output,
    ),
    ...mends.map((mend) => mendText(mend, output, colors)),
    ...notMended.map((one) => notMendedText(one, output, colors)),
  ];
  if (isApplied) parts.push(block(`Making ${count(mends.length, 'change')} …`, 0, output));
  else if (mends.length > 0 && isRehearsal)
    parts.push(
      block(
        `Nothing was changed. To make ${mends.length === 1 ? 'this change' : 'these changes'}: mta-sts-watch repair ${safe(domain)} --apply`,
        0,
        output,
      ),
    );
  else
    parts.push(
      block(notMended.length === 0 ? 'There is nothing to mend.' : 'There is nothing to mend in the zone.', 0, output),
    );
  return parts.join('\n\n');
}

function mendText({ kinds, change: { before, after }, keys = [] }: Mend, output: CliOutput, colors: Colors): string {
  const was = before === undefined ? [] : lines(before);
  const is = after === undefined ? [] : lines(after);
  return [
    block(colors.bold(kinds.join(', ')), 2, output),
    // Records stand on lines of their own, whole, so that they can be copied.
    ...was.map((line) => (is.includes(line) ? `      ${line}` : colors.red(`    - ${line}`))),
    ...is.filter((line) => !was.includes(line)).map((line) => colors.green(`    + ${line}`)),
    ...keys.map((key) => block(keyText(key), 4, output)),
  ].join('\n');
}

const VOUCHED: Readonly<Record<NonNullable<ServedKey['vouchedBy']>, string>> = {
  certificate: 'its certificate is valid for this name',
  zone: 'the zone lists this key already',
};

/** Who vouches for a key that a new TLSA record stands for. */
const keyText = ({ host, spkiSha256, certificateSha256, vouchedBy }: ServedKey): string =>
  vouchedBy === undefined
    ? `Nobody vouches for the key on ${safe(host)}: compare it on the mail server before --apply. Key (SHA-256) ${spkiSha256}, certificate (SHA-256) ${certificateSha256}.`
    : `The key on ${safe(host)} is vouched for: ${VOUCHED[vouchedBy]}.`;

const lines = ({ name, type, ttl, values }: RecordSet): readonly string[] =>
  values.map((value) => safe(`${name}. ${ttl ?? ''} IN ${type} ${value}`));

function notMendedText({ kind, finding, why }: NotMended, output: CliOutput, colors: Colors): string {
  const title = finding === undefined ? '' : `: ${safe(describeFinding(finding, systemClock.now()).title)}`;
  return [block(`${colors.bold(kind)}${title}`, 2, output), block(`Not mended here. ${safe(why)}`, 4, output)].join(
    '\n',
  );
}

/** What is seen from outside after a change. */
export function verifiedText({ domain, cachedFor }: Proposal, left: readonly RepairKind[], output: CliOutput): string {
  if (left.length === 0) return block(`${safe(domain)}: the world sees the change.`, 0, output);
  const until = formatDuration(Math.ceil(cachedFor / MINUTE) * MINUTE);
  return block(
    `The change is made, and ${listed(left)} is still seen from here: resolvers may give the old records for up to ${until}. Look again then: mta-sts-watch check ${safe(domain)}`,
    0,
    output,
  );
}
