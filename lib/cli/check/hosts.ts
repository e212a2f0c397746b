import { count } from '../../core/findings/words';
import type { DomainReport } from '../../core/report';
import type { CliOutput } from '../io';
import { safe } from '../terminal/escape';
import { block } from '../terminal/layout';
import type { Colors } from '../terminal/style';
import { firstLines, firstOf, MOST_SHOWN } from './bounded';

type Host = DomainReport['mxHosts'][number];
type Address = Host['addresses'][number];
type PolicyAddress = NonNullable<DomainReport['policy']['addresses']>[number];

/** Characters of what a server or a library said of one failure. */
const LONGEST_DETAIL = 300;

/** What was seen: the policy, the addresses of its host when there are several, and each MX host with its addresses. */
export function hostLines(report: DomainReport, output: CliOutput, colors: Colors): string {
  const policy = policyLine(report);
  const hosts = firstLines(
    report.mxHosts,
    'MX hosts',
    (host) => [
      block(`MX ${host.preference} ${safe(host.host)}: ${acceptance(host, colors)}${daneText(host)}`, 2, output),
      ...firstLines(
        host.addresses,
        'addresses',
        (address) => [block(`${safe(address.address)} ${session(address, report)}`, 4, output)],
        (line) => block(line, 4, output),
      ),
    ],
    (line) => block(line, 2, output),
  );
  const { addresses = [], addressesNotTried: rest = [] } = report.policy;
  const shown = addresses.length + rest.length < 2 ? [] : addresses;
  const served = firstLines(
    shown,
    'addresses',
    (each) => [policyAddress(each, report)],
    (line) => line,
  );
  const left =
    rest.length === 0 ? [] : [`${count(rest.length, 'more address', 'more addresses')} not checked this time`];
  return [
    ...(policy === '' ? [] : [block(policy, 2, output)]),
    ...policyHostLine(
      policy,
      [...served, ...left].map((line) => block(line, 4, output)),
      output,
    ),
    ...hosts,
  ].join('\n');
}

function policyLine({ policy, stsRecord }: DomainReport): string {
  if (policy.mode === undefined) return '';
  const days = policy.maxAge === undefined ? '' : `, kept by senders for ${Math.floor(policy.maxAge / 86_400)} days`;
  return `Policy ${safe(policy.mode)}${stsRecord.id === undefined ? '' : `, id ${safe(stsRecord.id)}`}${days}, for ${firstNames(policy.mx ?? [])}`;
}

function firstNames(names: readonly string[]): string {
  const more = names.length - MOST_SHOWN;
  const shown = names.slice(0, MOST_SHOWN).map(safe).join(', ');
  return names.length === 0 ? 'no MX host' : more <= 0 ? shown : `${shown} and ${more} more`;
}

/** Where there is no policy to head them, the addresses have a line of their own. */
const policyHostLine = (policy: string, served: readonly string[], output: CliOutput): readonly string[] =>
  policy !== '' || served.length === 0 ? served : [block('Policy host:', 2, output), ...served];

function policyAddress({ address, status, sha256, tls, failure }: PolicyAddress, report: DomainReport): string {
  const answer = status === undefined ? [] : [`HTTP ${status}`];
  const body = sha256 === undefined ? [] : [sha256 === report.policy.sha256 ? 'this policy' : 'another policy'];
  const way = failure === undefined ? (tls === undefined ? [] : [tlsText(tls, report)]) : [failureText(failure)];
  return `${safe(address)} ${[...answer, ...body, ...way].join(', ')}`;
}

function acceptance({ acceptance: outcome, covered }: Host, colors: Colors): string {
  const [word, paint] = {
    accepted: ['accepted', colors.green] as const,
    partly: ['rejected in part', colors.yellow] as const,
    refused: ['rejected', colors.red] as const,
    unknown: ['not checked', colors.magenta] as const,
  }[outcome];
  return `${paint(word)}${covered === false ? ', not listed in the policy' : ''}`;
}

/** What its TLSA records do; nothing when there are none that count. */
function daneText({ dane }: Host): string {
  if (dane === undefined || dane.state === 'not-used') return '';
  return `; DANE: ${dane.state}${dane.rollOver ? ', a roll-over is under way' : ''}`;
}

function session({ tls, failure, startTlsOffered }: Address, report: DomainReport): string {
  if (failure !== undefined) return failureText(failure);
  if (tls === undefined) return startTlsOffered === false ? 'offers no STARTTLS' : 'no TLS session';
  return tlsText(tls, report);
}

const failureText = ({ step, cause, detail }: NonNullable<PolicyAddress['failure']>): string =>
  `${step} failed: ${cause}${detail === '' ? '' : ` (${firstOf(safe(detail), LONGEST_DETAIL)})`}`;

function tlsText(
  { protocol, chain }: NonNullable<PolicyAddress['tls']>,
  { certificates }: Pick<DomainReport, 'certificates'>,
): string {
  const leaf = certificates[chain[0] ?? ''];
  const until =
    leaf?.validUntil === undefined || leaf.validUntil === null
      ? ''
      : `, ${safe(leaf.key)} certificate until ${leaf.validUntil.slice(0, 10)}`;
  return `${safe(protocol)}${until}${leaf === undefined ? '' : `, from ${safe(leaf.issuer)}`}`;
}
