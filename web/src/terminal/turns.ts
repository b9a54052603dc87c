// Jobs that take time, one after the other in the order in which they were asked for. One that fails holds up none of the others.
export class Turns {
  private count = 0;
  private last: Promise<unknown> = Promise.resolve();

  /** `onIdle` is called when the last one has ended, before whoever waits for that one goes on. */
  constructor(private readonly onIdle: () => void) {}

  /** One is at work, or waits. */
  get busy(): boolean {
    return this.count > 0;
  }

  /** Until none is at work, nor waits. */
  async idle(): Promise<void> {
    while (this.busy) await this.last;
  }

  async take<T>(job: () => Promise<T>): Promise<T> {
    ++this.count;
    const mine = this.last.then(job);
    this.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      if (--this.count === 0) this.onIdle();
    }
  }
}
