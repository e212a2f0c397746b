import type { ZoneErrorCause } from '../../monitor/ports';
import { ZoneError } from '../../monitor/ports';
import { safe } from '../terminal/escape';

const ADVICE: Readonly<Record<ZoneErrorCause, string>> = {
  denied: 'docs/route53.md has the policy to attach.',
  credentials:
    'Log in (aws sso login, or AWS_PROFILE), and see that the role may be assumed from here: docs/route53.md.',
  throttled: 'Something else uses up the five calls a second that an account has. It will be tried again.',
  'no-such-zone': 'It was deleted meanwhile.',
  'changed-meanwhile':
    'Somebody else changed the record meanwhile, so nothing was changed. Run it again to see what is there now.',
  'perhaps-made':
    'The first try got no answer and may have made the change. Run it again: it shows what is left to change.',
  refused: 'Nothing was changed.',
  failed: '',
};

/** What became of a call to a DNS provider, for a person: its words, what is missing, what to do. */
export function zoneFailure(error: unknown): string {
  if (!(error instanceof ZoneError)) return safe(error instanceof Error ? error.message : String(error));
  const said = safe(error.message).replace(/\.$/, '');
  const what = error.action === undefined ? said : `the permission ${safe(error.action)} is missing (${said})`;
  return `${what}. ${ADVICE[error.why]}`.trim();
}
