import type { FindingKind } from '../model';
import { entryOf, FINDING_KINDS } from './catalogue';

/** A bounce of a sender, as a person pastes it. */
export interface FoundBounce {
  /** Its enhanced status code (RFC 3463) with class 5: what it is when the sender gives up. */
  readonly code: string;
  /** The kinds of finding that give it; none when no text of a sender that is documented has the code. */
  readonly kinds: readonly FindingKind[];
}

/** Classes 4 and 5; not part of a longer number, such as an address. */
const CODE = /(?<![\d.])[45]\.(\d{1,3}\.\d{1,3})(?![\d.]*\d)/;
/** Longer texts are no bounce. */
const LONGEST = 4096;

/**
 * Finds the bounce that a text quotes, such as `5.7.4` or `551 5.7.4 STARTTLS is required`: a code of class 4 while the
 * mail is deferred, of class 5 when it bounces. Undefined when the text has no such code.
 */
export function findBounce(text: string): FoundBounce | undefined {
  const [, detail] = CODE.exec(text.slice(0, LONGEST)) ?? [];
  if (detail === undefined) return undefined;
  const code = `5.${detail}`;
  const said = FINDING_KINDS.flatMap((kind) => {
    const bounce = bounceOf(kind, code);
    return bounce === undefined ? [] : [{ kind, bounce }];
  });
  // One code may have several texts: the text that was pasted says more than its code.
  const same = said.filter(({ bounce }) => text.toLowerCase().includes(bounce));
  return { code, kinds: (same.length > 0 ? same : said).map(({ kind }) => kind) };
}

/** The text behind the code, up to the first name that is to be filled, in lower case; undefined when the kind has no such bounce. */
function bounceOf(kind: FindingKind, code: string): string | undefined {
  const quoted = [...entryOf(kind).senders.exchangeOnline.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? '');
  const bounce = quoted.find((text) => text.split(' ').includes(code));
  return bounce
    ?.slice(bounce.indexOf(code) + code.length)
    .replace(/['<].*$|\. Reason.*$/s, '')
    .trim()
    .toLowerCase();
}
