/** What may be changed about an alarm. */
export interface AlarmOptions {
  /**
   * The alarm rings above this, in the unit of its metric.
   * @default - as the alarm has it
   */
  readonly threshold?: number;
  /**
   * Periods in a row that must be above it.
   * @default - as the alarm has it
   */
  readonly evaluationPeriods?: number;
}

/** Alarms by name, such as `DomainsCoverage`: `false` for none, `true` for one that is not made by default. */
export type AlarmTuning = boolean | Readonly<Record<string, boolean | AlarmOptions>>;

/** What is to become of one alarm: not made, or made with these options. */
export function tuned(tuning: AlarmTuning | undefined, name: string, isDefault: boolean): AlarmOptions | undefined {
  const wanted = typeof tuning === 'object' ? (tuning[name] ?? isDefault) : tuning === false ? false : isDefault;
  if (typeof wanted === 'object') return wanted;
  return wanted ? {} : undefined;
}

/** @throws Error naming those that exist, when a name is none of them */
export function checkNames(tuning: AlarmTuning | undefined, known: readonly string[]): void {
  const wrong = typeof tuning === 'object' ? Object.keys(tuning).find((name) => !known.includes(name)) : undefined;
  if (wrong !== undefined)
    throw new Error(
      `alarms: there is no alarm ${wrong} here. Use one of these: ${[...known].sort((a, b) => (a < b ? -1 : 1)).join(', ')}.`,
    );
}
