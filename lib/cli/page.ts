import type { Command } from 'commander';
import { program } from './main';
import type { CliIo } from './io';

const WIDTH = 100;

const INTRODUCTION = `# The command line

\`npx mta-sts-watch …\` in a checkout after \`npm ci\`, or \`mta-sts-watch …\` after [installing the tarball](agent.md#install-from-the-checkout). Colour only on a terminal; \`NO_COLOR\` and \`FORCE_COLOR\` are honoured. An error names the place and the fix; \`MTA_STS_WATCH_DEBUG=1\` shows where in the program it came from.

| exit code | |
| --- | --- |
| 0 | nothing wrong; with \`check --no-smtp\`, MX hosts are not counted |
| 1 | something is wrong (\`check\`, \`lint\`), a server said "not now" at all three tries (\`check\`), or work is left (\`repair\`) |
| 2 | it could not be checked (\`check\`), or is not visible yet (\`repair\`) |
| 64 | the command line, a list or the configuration is wrong; a file, the history or AWS cannot be used; a domain cannot be repaired from here, or its key was not confirmed (\`repair\`) |
| 66 | a file cannot be read (\`lint\`) |
| 70 | a fault of mta-sts-watch |
| 74 | the output cannot be written, as on a full disk |
| 129 | SIGHUP ended it (\`start\`, \`agent\`, \`dashboard\`): its terminal was closed |

\`start\`, \`agent\` and \`dashboard\` end with 0 after Ctrl-C or SIGTERM. They continue without their output when its pipe is closed or its disk is full, and after an unexpected error, which they report. They end with 1 after an error that they cannot survive. A supervisor that restarts on failure (systemd: \`Restart=on-failure\`) therefore restarts them unless they were asked to stop.
`;

const DOCUMENTS = `## JSON

\`check --json\` and \`--ndjson\`: [check-json.md](check-json.md), with a JSON schema. \`lint record --json\`, \`lint policy --json\` and \`lint tlsrpt --json\`: \`{"verdict": "ok|warn|invalid|ignored", "value": …, "problems": [{"kind", "severity", "message", "line"?}]}\`; \`lint match --json\`: \`{"match": true|false}\`.

All commands that read the history, and \`explain\`, print with \`--json\` one document with \`schemaVersion\` 1. Its times are ISO 8601 in UTC, those within the evidence of a finding milliseconds since 1970.

| command | document |
| --- | --- |
| \`status\` | \`domains\`, \`held\` (left their list, still watched), \`mxHosts\`: how many; \`verdicts\`: how many domains have each; \`lastRuns\`; \`openAlerts\` |
| \`history\` | \`target\`; \`events\` and \`checks\`, newest first |
| \`events\` | \`events\`, newest first |
| \`alerts list\` | \`alerts\`: \`id\`, \`handle\`, \`status\`, \`severity\`, \`subject\`, \`openedAt\`, \`resolvedAt\`, \`kind\`, \`headline\`, \`fix\`, \`fixSteps\`, \`impact\`, \`acknowledgement\`, \`silences\` (ids) |
| \`alerts show\` | \`alert\`: the same, and \`facts\`, \`acknowledgements\`, \`notices\` |
| \`alerts mutes\`, \`maintenance list\` | \`silences\`: \`id\`, \`purpose\`, \`kind\`, \`subject\`, \`from\`, \`until\`, \`weekly\`, \`reason\`, \`by\`, \`at\`, \`lifted\`, \`state\` |
| \`explain\` | the words of one kind; without one \`findings\`, \`changes\`, \`coverage\` |
| \`domains list\` | a line for each domain |
| \`repair\` | \`zone\`; \`changes\`: \`kinds\`, \`name\`, \`type\`, \`before\` and \`after\` with \`ttl\` and \`values\`, \`keys\` of a TLSA change with \`host\`, \`addresses\`, \`certificateSha256\`, \`spkiSha256\` and \`vouchedBy\`; \`notMended\`: \`kind\`, \`title\`, \`why\`; \`applied\`; \`stillSeen\`: kinds, after a change |

## Export

\`export\` writes NDJSON: a line of JSON for each thing that is kept, in no order, \`{"type": …, "value": …}\`, between a line of type \`header\` (\`format\`, \`schemaVersion\` 1, \`exportedAt\`, \`release\`, \`since\`) and one of type \`end\` (\`items\`: how many). Times are milliseconds since 1970. Memory does not grow with the history.

| type | value |
| --- | --- |
| \`domain\`, \`mx-set\` | a watched domain with its verdict; the MX hosts that it names |
| \`state\` | what is remembered of a domain or MX host |
| \`check\`, \`event\`, \`run\` | the looks, the changes, the runs |
| \`policy\`, \`certificate\` | what was served, once each under its SHA-256 |
| \`alert\` | with what was told to whom, and who acknowledged it |
| \`silence\` | mutes and maintenance windows |

\`import\` takes in what is not there yet, and what is newer than what is there: a state by its look, an alert or a silence by the last that happened to it. Nothing newer is overwritten, and the same file again changes nothing. A line that cannot be taken is named by its number, and all others are taken. What was not told yet is told by the monitor into which it is imported, so end the old one before. Domains whose source is the configuration follow the configuration of their new place. While a monitor runs, an export is not of one moment: import a later one over it.

## CSV

\`--csv\` prints a table as in RFC 4180: UTF-8, a header, CRLF after each row; times in ISO 8601, UTC. \`history\` gives the looks, \`status\` the domains. A row is a line: characters that cannot be seen are written as escapes. Names and records come from the network, so a text that a spreadsheet would take for a formula is led by an apostrophe.
`;

/** docs/command-line.md, from the commands' own help. */
export function commandLinePage(): string {
  const silent: CliIo = {
    stdout: { write: () => undefined, columns: WIDTH },
    stderr: { write: () => undefined },
    stdin: process.stdin,
    env: {},
    setExitCode: () => undefined,
    endRequested: () => new AbortController().signal,
  };
  const root = program(silent);
  return `${[INTRODUCTION, section(root, []), ...root.commands.flatMap((command) => sectionsOf(command, [])), DOCUMENTS].join('\n')}`;
}

function sectionsOf(command: Command, parents: readonly string[]): string[] {
  if (command.name() === 'help') return [];
  const names = [...parents, command.name()];
  return [section(command, names), ...command.commands.flatMap((child) => sectionsOf(child, names))];
}

function section(command: Command, names: readonly string[]): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => WIDTH }).outputHelp();
  const title = names.length === 0 ? '## mta-sts-watch' : `## ${names.join(' ')}`;
  return `${title}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
}
