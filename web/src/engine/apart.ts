// An engine of its own that is taken through commands and looked at in between; gone when the work is done.
import { EngineClient, type EngineView } from './client';
import { type Failure, isFailure } from './protocol';
import { spawnEngine } from './spawn';

export interface Apart {
  client: EngineClient;
  /** Runs lines, and answers the machine behind the last of them. */
  run(lines: readonly string[]): Promise<EngineView>;
  /** Runs a whole script, from its boot line; a command that fails in it is no Failure. */
  load(script: string): Promise<EngineView | Failure>;
}

/** A Failure: the engine could not be started, or broke down. */
export async function workApart<T>(work: (apart: Apart) => Promise<T>): Promise<T | Failure> {
  let fail: (failure: Failure) => void = () => undefined;
  const failed = new Promise<Failure>((resolve) => {
    fail = resolve;
  });
  const worker = spawnEngine((error) => fail({ error }));
  try {
    return await Promise.race([failed, work(apartOf(new Listener(fail), worker))]);
  } finally {
    worker.terminate();
  }
}

class Listener {
  newest: EngineView | null = null;
  take: ((view: EngineView) => void) | null = null;

  constructor(private readonly fail: (failure: Failure) => void) {}

  onReady(): void {}

  onView(view: EngineView): void {
    this.newest = view;
    this.take?.(view);
  }

  onFailed(error: string): void {
    this.fail({ error });
  }
}

function apartOf(listener: Listener, worker: ReturnType<typeof spawnEngine>): Apart {
  const client = new EngineClient(worker, listener);
  // The view comes behind the last answer.
  const nextView = () =>
    new Promise<EngineView>((resolve) => {
      listener.take = resolve;
    });
  const run = async (lines: readonly string[]) => {
    if (lines.length === 0 && listener.newest) return listener.newest;
    await Promise.all(lines.map((line) => client.call('exec', { line })));
    return nextView();
  };
  const load = async (script: string) => {
    const loaded = await client.call('load', { script });
    return isFailure(loaded) ? loaded : nextView();
  };
  return { client, run, load };
}
