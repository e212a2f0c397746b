import type { AlertMessage } from '../../core/model';
import type { DirectoryStore } from '../../monitor/ports';

/** Knows the domains whose MX records name a host. */
export type Directory = Pick<DirectoryStore, 'domainsOf'>;

/** All domains that a delivery concerns. */
export interface NamedDomains {
  /** Each once; those that lose mail first. */
  readonly names: readonly string[];
  /** By the messages' order: the domains of each. */
  readonly of: readonly ReadonlySet<string>[];
  /** Some are missing: there are more than {@link MOST_READ}. */
  readonly isCut: boolean;
}

/** Rows of the directory that one delivery reads at most, whatever its alerts. */
export const MOST_READ = 100_000;

/**
 * The domains of each message: its own, or all whose MX records name its host now. An alert has a sample of them only.
 * The gravest alerts come first, so that a bound strikes the last ones.
 */
export async function namedDomains(
  messages: readonly AlertMessage[],
  directory: Directory | undefined,
): Promise<NamedDomains> {
  const of: Set<string>[] = [];
  let read = 0;
  let isCut = false;
  for (const { subject, impact } of messages) {
    const names = new Set(subject?.type === 'domain' ? [subject.name] : impact.sample);
    of.push(names);
    if (subject?.type !== 'mx-host' || impact.domains <= impact.sample.length || directory === undefined) continue;
    if (read >= MOST_READ) {
      isCut = true;
      continue;
    }
    for await (const name of directory.domainsOf(subject.name)) {
      if (read >= MOST_READ) {
        isCut = true;
        break;
      }
      read += 1;
      names.add(name);
    }
  }
  const samples = messages.flatMap(({ impact }) => impact.sample);
  return {
    names: [
      ...new Set([
        ...samples.filter((name) => of.some((names) => names.has(name))),
        ...of.flatMap((names) => [...names]),
      ]),
    ],
    of,
    isCut,
  };
}
