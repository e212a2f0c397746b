/** One mistake in a file that a person wrote: where, what, and what to write instead. */
export interface ConfigProblem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The key at fault, such as `alerts.slack.webhookUrl` or `domains[3]`; not set for the file as a whole. */
  readonly key?: string;
  /** A sentence without its full stop. */
  readonly fault: string;
  /** A sentence. */
  readonly fix: string;
}

/** `monitor.yaml:12: schedule.domains: "often" is not a duration. Write …` */
export function formatProblem(problem: ConfigProblem): string {
  return `${problem.file}:${problem.line}: ${withoutPlace(problem)}`;
}

/** `schedule.domains: "often" is not a duration. Write …` */
export const withoutPlace = ({ key, fault, fix }: Omit<ConfigProblem, 'file' | 'line'>): string =>
  `${key === undefined ? '' : `${key}: `}${fault}. ${fix}`;
