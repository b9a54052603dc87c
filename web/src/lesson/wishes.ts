// One thing at a time. Of what is asked for meanwhile the last is done afterwards: no key press is lost, and none acts twice.
import { signal } from '@preact/signals';
import type { Wish } from './host';

export class Wishes {
  readonly busy = signal(false);
  private doing = '';
  private next: Wish | null = null;

  /** `rest`: what is done when nothing waits any more. */
  constructor(private readonly rest: () => Promise<void>) {}

  /** What waits is no longer wanted. */
  forget(): void {
    this.next = null;
  }

  async act(wish: Wish): Promise<void> {
    if (this.busy.value) {
      this.next = wish.name === this.doing ? null : wish;
      this.next?.waits?.();
      return;
    }
    this.busy.value = true;
    this.doing = wish.name;
    try {
      await wish.work();
    } finally {
      this.busy.value = false;
    }
    const { next } = this;
    this.next = null;
    return next?.still() ? this.act(next) : this.rest();
  }
}
