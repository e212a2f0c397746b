/** An alert in the JSON of the webhook. */
export interface Alert {
  readonly form: string;
  readonly kind: string;
  readonly subject?: { readonly name: string };
  readonly alertId: string;
  readonly noticeId: string;
}

/** What the receiver of the webhook knows, as a person would. */
export class WebhookAccount {
  /** Alert id to `<kind> <target>`. */
  readonly open = new Map<string, string>();
  readonly violations: string[] = [];
  /** `<kind> <target>` of what is true, or was before the last change. */
  readonly truth = new Set<string>();
  readonly wasTrue = new Set<string>();
  round = 0;
  /** Kinds of alerts about the monitor itself, and the last round that explains them. */
  private readonly tolerated = new Map<string, number>();
  /** Rounds in which a process or an answer was lost. */
  private readonly lossy = new Set<number>();
  /** Delivery id to the round in which it was taken. */
  private readonly deliveries = new Map<string, number>();
  private readonly noticed = new Map<string, string>();

  tolerate(kinds: readonly string[]): void {
    for (const kind of kinds) this.tolerated.set(kind, this.round);
  }

  /** The receiver may have a delivery of which the sender does not know. */
  mayRepeat(): void {
    this.lossy.add(this.round);
  }

  take(deliveryId: string, alerts: readonly Alert[]): void {
    const before = this.deliveries.get(deliveryId);
    if (before === undefined) {
      this.deliveries.set(deliveryId, this.round);
      for (const alert of alerts) this.alerted(alert, deliveryId);
      return;
    }
    // The one exception: the same delivery once more, when the process or the answer was lost.
    if (!this.lossy.has(before) && !this.lossy.has(before + 1)) this.violations.push(`double: delivery ${deliveryId}`);
  }

  private alerted({ form, kind, subject, alertId, noticeId }: Alert, deliveryId: string): void {
    const line = `${kind} ${subject?.name ?? ''}`;
    if (this.noticed.has(noticeId)) this.violations.push(`double: ${form} ${line} in ${deliveryId}`);
    this.noticed.set(noticeId, deliveryId);
    if (form === 'drift') return;
    if (subject === undefined) {
      const last = this.tolerated.get(kind) ?? -Infinity;
      if (form === 'coverage' && last < this.round - 1) this.violations.push(`false: ${kind}`);
      return;
    }
    if (form === 'resolved') {
      if (this.truth.has(line) && !this.wasFalse.has(line)) this.violations.push(`false: ${line} is over`);
      this.open.delete(alertId);
      return;
    }
    if (!this.truth.has(line) && !this.wasTrue.has(line)) this.violations.push(`false: ${form} ${line}`);
    this.open.set(alertId, line);
  }

  /** What is true now and was not before the last change. */
  readonly wasFalse = new Set<string>();

  set(line: string, isTrue: boolean): void {
    if (isTrue) {
      this.truth.add(line);
      this.wasFalse.add(line);
    } else {
      this.truth.delete(line);
      this.wasTrue.add(line);
    }
  }

  /** Each fault has one open alert, and nothing else has one. */
  get isSettled(): boolean {
    const lines = [...this.open.values()].sort();
    return JSON.stringify(lines) === JSON.stringify([...this.truth].sort());
  }

  difference(): string {
    return JSON.stringify({ open: [...this.open.values()].sort(), truth: [...this.truth].sort() });
  }
}
