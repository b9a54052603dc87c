// Long work on the page's thread, in turns: keys that were pressed and frames that are due come in between.

interface Scheduler {
  yield?(): Promise<void>;
}

const scheduler = (globalThis as { scheduler?: Scheduler }).scheduler;

function message(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A task of its own, behind the keys that wait. */
export const nextTurn = (): Promise<void> => scheduler?.yield?.() ?? message();

/** Jobs one after the other, each in a turn of its own. */
export class Slices {
  private readonly jobs = new Set<() => void>();
  private isRunning = false;

  constructor(private readonly turn: () => Promise<void> = nextTurn) {}

  /** The answer takes the job back, if it has not been done. */
  add(job: () => void): () => void {
    const mine = () => job();
    this.jobs.add(mine);
    if (!this.isRunning) void this.run();
    return () => void this.jobs.delete(mine);
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.jobs.size > 0) {
      await this.turn();
      const [next] = this.jobs;
      if (!next) break;
      this.jobs.delete(next);
      try {
        next();
      } catch (error) {
        // Seen as what it is, and not in the way of the others.
        reportError(error);
      }
    }
    this.isRunning = false;
  }
}
