import type { DomainReport } from '../../core/report';
import type { CliOutput } from '../io';
import { safe } from '../terminal/escape';
import { block } from '../terminal/layout';
import type { Colors } from '../terminal/style';

type Host = DomainReport['mxHosts'][number];
type Address = Host['addresses'][number];

/** What was seen: the policy, and each MX host with its addresses. */
export function hostLines(report: DomainReport, output: CliOutput, colors: Colors): string {
  const policy = policyLine(report);
  const hosts = report.mxHosts.flatMap((host) => [
    block(`MX ${host.preference} ${safe(host.host)}: ${acceptance(host, colors)}${daneText(host)}`, 2, output),
    ...host.addresses.map((address) => block(`${safe(address.address)} ${session(address, report)}`, 4, output)),
  ]);
  return [...(policy === '' ? [] : [block(policy, 2, output)]), ...hosts].join('\n');
}

function policyLine({ policy, stsRecord }: DomainReport): string {
  if (policy.mode === undefined) return '';
  const days = policy.maxAge === undefined ? '' : `, kept by senders for ${Math.floor(policy.maxAge / 86_400)} days`;
  return `Policy ${safe(policy.mode)}${stsRecord.id === undefined ? '' : `, id ${safe(stsRecord.id)}`}${days}, for ${(policy.mx ?? []).map(safe).join(', ') || 'no MX host'}`;
}

function acceptance({ acceptance: outcome, covered }: Host, colors: Colors): string {
  const paint = { accepted: colors.green, partly: colors.yellow, refused: colors.red, unknown: colors.magenta }[
    outcome
  ];
  return `${paint(outcome)}${covered === false ? ', not named in the policy' : ''}`;
}

/** What its TLSA records do; nothing when there are none that count. */
function daneText({ dane }: Host): string {
  if (dane === undefined || dane.state === 'not-used') return '';
  return `; DANE: ${dane.state}${dane.rollOver ? ', a roll-over is under way' : ''}`;
}

function session({ tls, failure, startTlsOffered }: Address, { certificates }: DomainReport): string {
  if (failure !== undefined)
    return `${failure.step} failed: ${failure.cause}${failure.detail === '' ? '' : ` (${safe(failure.detail)})`}`;
  if (tls === undefined) return startTlsOffered === false ? 'offers no STARTTLS' : 'no TLS session';
  const leaf = certificates[tls.chain[0] ?? ''];
  const until =
    leaf?.validUntil === undefined || leaf.validUntil === null
      ? ''
      : `, ${safe(leaf.key)} certificate until ${leaf.validUntil.slice(0, 10)}`;
  return `${safe(tls.protocol)}${until}${leaf === undefined ? '' : `, from ${safe(leaf.issuer)}`}`;
}
