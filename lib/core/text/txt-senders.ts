/**
 * What senders whose source is public do with a record that is outside the grammar, its required field being sound.
 * Read in the sources of 2026: postfix-mta-sts-resolver 1.5.1 (`utils.py`, `resolver.py`), postfix-tlspol
 * (`internal/mta-sts.go`), mox (`mtasts/parse.go`, `tlsrpt/parse.go`), mailauth (`lib/mta-sts.js`,
 * `lib/parse-dkim-headers.js`), Stalwart (mail-auth: `src/mta_sts/parse.rs`), KumoMTA (`crates/mta-sts/src/dns.rs`),
 * maddy (foxcpp/go-mtasts: `mtasts.go`), tlsrpt-reporter (`tlsrpt_reporter/utility.py`).
 */
export interface TxtSenders {
  /** Where the grammar is. */
  readonly grammar: string;
  /** Those that read a record of the kind, by name. */
  readonly all: readonly string[];
  /** Those that reject the record for the slip; the others read over it. */
  readonly reject: Readonly<Record<TxtSlip, readonly string[]>>;
}

/**
 * `nothing`: two delimiters next to each other; `space`: white space alone between two; `-first`: before the required
 * field. `trailing-space`: white space at the end without a delimiter. `extension`: a field with "=" whose name or
 * value is outside the grammar. `bare-word`: a field without "=". `list`: an entry of a list that is none.
 */
export type TxtSlip =
  'nothing' | 'nothing-first' | 'space' | 'space-first' | 'trailing-space' | 'extension' | 'bare-word' | 'list';

/** Whether most of them read over it, so that the record is still of use. */
export const isReadByMost = ({ all, reject }: TxtSenders, slip: TxtSlip): boolean =>
  reject[slip].length * 2 < all.length;

/** `This is outside the grammar (RFC 8461 section 3.1): mox rejects the record; maddy and Stalwart accept it.` */
export function whoRejects({ grammar, all, reject }: TxtSenders, slip: TxtSlip): string {
  const rejecting = reject[slip];
  const accepting = all.filter((sender) => !rejecting.includes(sender));
  return `This is outside the grammar (${grammar}): ${names(rejecting)} ${rejecting.length === 1 ? 'rejects' : 'reject'} the record; ${names(accepting)} ${accepting.length === 1 ? 'accepts' : 'accept'} it.`;
}

const names = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
