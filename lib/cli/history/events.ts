import { describeFinding } from '../../core/findings';
import { bounded } from '../../core/findings/words';
import type { Change, EventType, MonitorEvent } from '../../core/model';
import { safeLines } from '../terminal/layout';
import { safe } from '../terminal/escape';
import type { Colors } from '../terminal/style';
import { severityColor, verdictColor } from '../terminal/verdict';

const LONGEST_VALUE = 300;

type PlainChange = Exclude<EventType, 'finding-opened' | 'finding-escalated' | 'finding-resolved' | 'verdict-changed'>;

const TITLES: Readonly<Record<PlainChange, string>> = {
  'target-added': 'watched from now on',
  'target-removed': 'watched no longer',
  'sts-record-appeared': 'an STS record appeared',
  'sts-record-vanished': 'the STS record has gone',
  'sts-record-id-changed': 'the id of the STS record changed',
  'policy-appeared': 'a policy appeared',
  'policy-body-changed': 'the policy changed',
  'policy-changed-under-same-id': 'the policy changed, and the id of the STS record did not',
  'policy-id-changed-same-body': 'the id of the STS record changed, and the policy did not',
  'policy-mode-raised': 'the mode of the policy was raised',
  'policy-mode-lowered': 'the mode of the policy was lowered',
  'policy-max-age-shortened': 'the lifetime of the policy was shortened',
  'policy-unreachable': 'the policy is not served any more',
  'policy-reachable-again': 'the policy is served again',
  'mx-set-changed': 'the MX records changed',
  'mx-uncovered': 'the policy does not cover every MX host any more',
  'certificate-replaced': 'another certificate',
  'certificate-issuer-changed': 'a certificate of another authority',
  'certificate-key-type-changed': 'a certificate with another type of key',
  'certificate-names-lost': 'a certificate with fewer names',
  'tlsrpt-changed': 'the TLSRPT record changed',
  'tlsa-changed': 'the TLSA records changed',
  'certificate-changed-under-same-tlsa': 'another certificate, and the TLSA records did not change',
  'mx-dnssec-changed': 'DNSSEC of the MX records changed',
  'addresses-changed': 'the addresses changed',
};

/** An event in words, without its time: what happened, and what was there before and after. */
export function eventText(event: MonitorEvent, colors: Colors): string {
  const name = colors.bold(safe(event.target.name));
  switch (event.type) {
    case 'finding-opened':
    case 'finding-escalated': {
      const { severity } = event.finding;
      return `${name}: ${severityColor(colors, severity)(event.type === 'finding-opened' ? severity : `${severity}, worse`)}: ${safe(describeFinding(event.finding, event.at).title)}`;
    }
    case 'finding-resolved':
      return `${name}: ${colors.green('solved')}: ${safe(describeFinding(event.finding, event.at).title)}`;
    case 'verdict-changed':
      return `${name}: ${verdictColor(colors, event.after)(event.after)}${event.before === null ? '' : `, was ${event.before}`}. ${safe(event.reasons[0] ?? '')}`;
    default:
      return [`${name}: ${TITLES[event.type]}`, details(event, colors)].filter((part) => part !== '').join('\n');
  }
}

function details(event: MonitorEvent<PlainChange>, colors: Colors): string {
  if (event.type === 'target-added' || event.type === 'target-removed') return '';
  if ('diff' in event) return event.diff.split('\n').map((line) => diffLine(line, colors)).join('\n');
  const { before, after }: Change = event;
  const value = (text: string | null): string => (text === null ? 'none' : safeLines(bounded(text, LONGEST_VALUE)));
  return `${'address' in event ? `${safe(event.address)}: ` : ''}${value(before)} -> ${value(after)}`;
}

const diffLine = (line: string, colors: Colors): string => (line.startsWith('+') ? colors.green : line.startsWith('-') ? colors.red : colors.dim)(safe(line));
