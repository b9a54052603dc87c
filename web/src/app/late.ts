// Code that is fetched when it is wanted first.
import { effect, type Signal, signal } from '@preact/signals';
import { notFetched } from './store';

/** Null until it is here. Where it cannot be fetched, `giveUp` takes the wish back, so that it can be made again. */
export function lateCode<T>(isWanted: () => boolean, load: () => Promise<T>, giveUp: () => void): Signal<T | null> {
  const code = signal<T | null>(null);
  const failed = () => {
    giveUp();
    notFetched();
  };
  effect(() => {
    if (isWanted() && !code.peek())
      void load().then((found) => {
        code.value = found;
      }, failed);
  });
  return code;
}
