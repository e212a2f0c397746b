import { canariesOf } from '../../config';
import type { Severity, VerdictName } from '../../core/model';
import { VERDICTS } from '../../core/model';
import type { DomainReport } from '../../core/report';
import { LASTING_TRIES } from '../../core/judge';
import { exitCode, SCHEMA_VERSION } from '../../core/report';
import { checkDomains } from '../../monitor/check';
import { EXIT } from '../exit-code';
import type { CliIo } from '../io';
import { observerMaker } from '../observer';
import type { CliCheckSettings } from '../options/check-settings';
import { safeJson } from '../terminal/escape';
import { block } from '../terminal/layout';
import { openLiveScreen } from '../terminal/screen';
import { colorsFor } from '../terminal/style';
import { verdictColor } from '../terminal/verdict';
import { readableReport } from './readable';

export interface PrintOptions {
  readonly format: 'readable' | 'json' | 'ndjson';
  readonly failOn: Severity;
}

/** Checks the domains, prints each report when it is there, and sets the exit code. Nothing is gathered. */
export async function printChecks(
  domains: readonly string[],
  settings: CliCheckSettings,
  { format, failOn }: PrintOptions,
  io: CliIo,
): Promise<void> {
  const observer = (await observerMaker(settings, io, undefined, { tries: LASTING_TRIES }))();
  const screen = domains.length > 1 ? openLiveScreen(io) : undefined;
  const printer = { readable: readable(io), json: json(), ndjson: ndjson() }[format];
  const write = (text: string): void =>
    text === ''
      ? undefined
      : screen === undefined || io.stdout.isTTY !== true
        ? void io.stdout.write(text)
        : screen.say(text.replace(/\n$/, ''));
  const codes = new Set<number>();
  const progress = (done: number): void => screen?.progress({ label: 'domains', done, planned: domains.length });
  try {
    let done = 0;
    progress(done);
    write(printer.before);
    const onPortClosed = (reason: string): void =>
      void io.stderr.write(
        `${block(`Port 25 is closed to this machine (${reason}), so nothing is said about MX hosts that do not answer. Have outgoing connections to port 25 allowed, or check from another place.`, 0, io.stderr)}\n`,
      );
    const options = {
      concurrency: settings.concurrency,
      expiry: settings.expiryThresholds,
      canaries: canariesOf(settings),
      onPortClosed,
      onDone: () => progress(++done),
    };
    for await (const report of checkDomains(domains, observer, options)) {
      codes.add(exitCode([report], failOn));
      write(printer.each(report));
    }
    write(printer.after());
  } finally {
    screen?.close();
    observer.close();
  }
  io.setExitCode(codes.has(EXIT.fault) ? EXIT.fault : codes.has(EXIT.unknown) ? EXIT.unknown : EXIT.ok);
}

interface Printer {
  readonly before: string;
  each(report: DomainReport): string;
  after(): string;
}

const ndjson = (): Printer => ({ before: '', each: (report) => `${safeJson(report)}\n`, after: () => '' });

/** One document, written as it grows. */
function json(): Printer {
  let separator = '';
  return {
    before: `{"schemaVersion":${SCHEMA_VERSION},"domains":[`,
    each: (report) => {
      const text = `${separator}\n${safeJson(report)}`;
      separator = ',';
      return text;
    },
    after: () => '\n]}\n',
  };
}

function readable({ stdout, env }: CliIo): Printer {
  const colors = colorsFor(stdout, env);
  const counts = new Map<VerdictName, number>();
  let separator = '';
  return {
    before: '',
    each: (report) => {
      counts.set(report.verdict, (counts.get(report.verdict) ?? 0) + 1);
      const text = `${separator}${readableReport(report, stdout, colors)}\n`;
      separator = '\n';
      return text;
    },
    after: () => {
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const parts = VERDICTS.flatMap((verdict) =>
        counts.has(verdict) ? [`${counts.get(verdict)} ${verdictColor(colors, verdict)(verdict)}`] : [],
      );
      return total > 1 ? `\n${block(`${total} domains: ${parts.join(', ')}.`, 0, stdout)}\n` : '';
    },
  };
}
