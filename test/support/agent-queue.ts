import type { AgentLink, Job, Port25, RunPart } from '../../lib/monitor/ports';
import type { MxHostObservation } from '../../lib/core/model';

interface Waiting {
  readonly part: RunPart;
  /** Hidden for as long as somebody has it. */
  holder?: object;
  receives: number;
}

interface Sent {
  readonly agent: string;
  readonly job: RunPart;
  readonly port25: Port25;
  readonly observations: readonly MxHostObservation[];
}

/** A queue of jobs as SQS is one: what is not done comes back, and may come twice. Time passes when the test says so. */
export class AgentQueue {
  readonly results: Sent[] = [];
  readonly hellos: string[] = [];
  kept = 0;
  /** Thrown by the next calls. */
  failing: Error | undefined;
  private readonly waiting: Waiting[] = [];
  private wake: () => void = () => undefined;

  add(...parts: readonly RunPart[]): void {
    this.waiting.push(...parts.map((part) => ({ part, receives: 0 })));
    this.wake();
  }

  /** What an agent held that says nothing any more is given out again. */
  visibilityEnds(): void {
    for (const one of this.waiting) delete one.holder;
    this.wake();
  }

  get left(): readonly { readonly part: string; readonly held: boolean; readonly receives: number }[] {
    return this.waiting.map(({ part, holder, receives }) => ({
      part: part.part,
      held: holder !== undefined,
      receives,
    }));
  }

  link(agent: string): AgentLink {
    const say = async (what: string): Promise<void> => {
      this.throwIfFailing();
      this.hellos.push(`${agent} ${what}`);
    };
    return {
      receive: (most, signal) => this.receive(most, signal),
      sendResult: async (job, port25, observations) => {
        this.throwIfFailing();
        this.results.push({ agent, job, port25, observations });
      },
      sendHello: (port25) => say(`hello ${port25}`),
      sendBye: () => say('bye'),
    };
  }

  private async receive(most: number, signal: AbortSignal): Promise<readonly Job[]> {
    this.throwIfFailing();
    const free = this.waiting.filter(({ holder }) => holder === undefined).slice(0, most);
    if (free.length > 0) return free.map((one) => this.hand(one));
    await new Promise<void>((resolve, reject) => {
      this.wake = resolve;
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return [];
  }

  private hand(one: Waiting): Job {
    const holder = {};
    one.holder = holder;
    one.receives += 1;
    return {
      part: one.part,
      keep: async () => void (this.kept += 1),
      done: async () => {
        this.throwIfFailing();
        this.waiting.splice(this.waiting.indexOf(one), 1);
      },
      giveBack: async () => {
        if (one.holder === holder) delete one.holder;
        this.wake();
      },
    };
  }

  private throwIfFailing(): void {
    if (this.failing !== undefined) throw this.failing;
  }
}
