// A machine beside the visitor's: a script runs in an engine of its own, one question is asked, and the engine is gone. What the visitor
// types never waits for it.
import { EngineClient, type EngineView } from './client';
import { type Failure, isFailure } from './protocol';
import { spawnEngine } from './spawn';

export interface Beside<T> {
  /** The machine at the script's end, with what its last command did. */
  view: EngineView;
  answer: T;
}

/** `ask` comes when the script has run and been looked at. A Failure: it cannot be run at all; a command that fails in it is none. */
export async function playBeside<T>(
  script: string,
  ask: (client: EngineClient, view: EngineView) => Promise<T>,
): Promise<Beside<T> | Failure> {
  let fail: (failure: Failure) => void = () => undefined;
  const failed = new Promise<Failure>((resolve) => {
    fail = resolve;
  });
  const worker = spawnEngine((error) => fail({ error }));
  try {
    return await Promise.race([failed, played()]);
  } finally {
    worker.terminate();
  }

  async function played(): Promise<Beside<T> | Failure> {
    let isThrough = false;
    let take: (view: EngineView) => void = () => undefined;
    const seen = new Promise<EngineView>((resolve) => {
      take = resolve;
    });
    const client = new EngineClient(worker, {
      onReady: () => undefined,
      onView: (view) => isThrough && take(view),
      onFailed: (error) => fail({ error }),
    });
    const loaded = await client.call('load', { script });
    isThrough = true;
    if (isFailure(loaded)) return loaded;
    const view = await seen;
    return { view, answer: await ask(client, view) };
  }
}
