import { setTimeout as pause } from 'node:timers/promises';
import type { AgentLink, Job, Monotonic, Observer, Port25 } from '../ports';
import { Places } from '../places';
import { PortWatch } from './port';

/** What an agent tells of its work, for its log. */
export type AgentNews =
  | { readonly news: 'port-25'; readonly port25: Port25; readonly reason: string }
  | {
      readonly news: 'job-done';
      readonly run: string;
      readonly part: string;
      readonly targets: number;
      readonly milliseconds: number;
    }
  | { readonly news: 'job-given-back'; readonly run: string; readonly part: string; readonly reason: string }
  | { readonly news: 'job-failed'; readonly run: string; readonly part: string; readonly error: unknown }
  | { readonly news: 'trouble'; readonly what: string; readonly error: unknown; readonly retryMs: number };

export interface AgentDeps {
  readonly link: AgentLink;
  readonly observer: Observer;
  readonly canaries: readonly string[];
  readonly clock: Monotonic;
  /** Checks of MX hosts that begin at a time; slow ones give their place to the next. */
  readonly concurrency: number;
  readonly tell: (news: AgentNews) => void;
  /** Ends the agent: jobs in work are given back. */
  readonly signal: AbortSignal;
  readonly times?: Partial<AgentTimes>;
}

/** Milliseconds. */
export interface AgentTimes {
  /** Between two words to the stack. */
  readonly hello: number;
  /** Between two prolongations of a job; a third of the time for which the queue hides it. */
  readonly keep: number;
  /** With port 25 closed, before each job: others, who can see, come first. */
  readonly standBack: number;
  /** The first wait after a fault of the queue, which doubles up to the longest. */
  readonly firstRetry: number;
  readonly longestRetry: number;
}

const TIMES: AgentTimes = {
  hello: 5 * 60_000,
  keep: 40_000,
  standBack: 30_000,
  firstRetry: 1_000,
  longestRetry: 60_000,
};

/** Jobs begun at a time. One that waits for a slow host gives its place to the next. */
const JOBS_AT_ONCE = 4;

/**
 * Does the jobs of a stack until the signal: looks at their MX hosts and sends what it saw, judged by nobody here. Each
 * job is sent before it is taken off the queue, so one that dies on the way loses nothing: another agent does it again.
 * Faults of the network and of the queue are told and outlived.
 * @throws Error when the first word to the stack fails, or the first look for jobs: the agent was set up wrong
 */
export async function runAgent(deps: AgentDeps): Promise<void> {
  await new Agent(deps).run();
}

class Agent {
  private readonly times: AgentTimes;
  private readonly places: Places;
  private readonly jobs = new Places({ places: JOBS_AT_ONCE });
  private readonly port: PortWatch;
  private readonly working = new Set<Promise<void>>();
  private helloDue = -Infinity;
  private isProven = false;

  constructor(private readonly deps: AgentDeps) {
    this.times = { ...TIMES, ...deps.times };
    this.places = new Places({ places: deps.concurrency });
    this.port = new PortWatch(deps.canaries, deps.observer, deps.clock, ({ port25, reason }) => {
      this.helloDue = -Infinity;
      deps.tell({ news: 'port-25', port25, reason });
    });
  }

  async run(): Promise<void> {
    const { signal, link } = this.deps;
    let retryMs = this.times.firstRetry;
    while (!signal.aborted) {
      try {
        await this.round();
        this.isProven = true;
        retryMs = this.times.firstRetry;
      } catch (error) {
        if (signal.aborted) break;
        if (!this.isProven) throw error;
        this.deps.tell({ news: 'trouble', what: 'the queues', error, retryMs });
        await this.rest(retryMs);
        retryMs = Math.min(2 * retryMs, this.times.longestRetry);
      }
    }
    await Promise.all(this.working);
    await link
      .sendBye()
      .catch((error: unknown) => this.deps.tell({ news: 'trouble', what: 'taking leave', error, retryMs: 0 }));
  }

  /** One look for jobs, after which they are in work. */
  private async round(): Promise<void> {
    const { link, signal, clock } = this.deps;
    const port25 = await this.port.check(signal);
    if (signal.aborted) return;
    if (clock.now() >= this.helloDue) {
      await link.sendHello(port25);
      this.helloDue = clock.now() + this.times.hello;
    }
    if (port25 === 'closed' && this.isProven) await this.rest(this.times.standBack);
    if (this.jobs.free === 0)
      await Promise.race([this.jobs.take(() => Promise.resolve()), this.rest(this.times.hello)]);
    if (signal.aborted || this.jobs.free === 0) return;
    const most = port25 === 'closed' ? 1 : this.jobs.free;
    for (const job of await link.receive(most, signal)) {
      const work: Promise<void> = this.jobs
        .take(() => this.perform(job, port25))
        .finally(() => this.working.delete(work));
      this.working.add(work);
    }
  }

  private async perform(job: Job, port25: Port25): Promise<void> {
    const { link, observer, signal, clock, tell } = this.deps;
    const { runId: run, part, targets } = job.part;
    const began = clock.now();
    const timer = setInterval(
      () =>
        void job
          .keep()
          .catch((error: unknown) =>
            tell({ news: 'trouble', what: `keeping part ${part} of ${run}`, error, retryMs: this.times.keep }),
          ),
      this.times.keep,
    );
    try {
      const observations = await Promise.all(
        targets.map((host) => this.places.take(() => observer.observeMxHost(host, signal, port25))),
      );
      await link.sendResult(job.part, port25, observations);
      await job.done();
      tell({ news: 'job-done', run, part, targets: targets.length, milliseconds: clock.now() - began });
    } catch (error) {
      if (signal.aborted) tell({ news: 'job-given-back', run, part, reason: 'the agent ends' });
      else tell({ news: 'job-failed', run, part, error });
      // Kept from others for a moment, so that a fault of theirs as well does not use up its tries at once.
      await job
        .giveBack(signal.aborted ? 0 : this.times.standBack)
        .catch((fault: unknown) =>
          tell({ news: 'trouble', what: `giving back part ${part} of ${run}`, error: fault, retryMs: 0 }),
        );
    } finally {
      clearInterval(timer);
    }
  }

  private async rest(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.deps.signal }).catch(() => undefined);
  }
}
