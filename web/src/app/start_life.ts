// The state of start page and tour, whose code comes when it is wanted. Who was never here is asked once whether to be shown around.
import { signal } from '@preact/signals';
import { keptScript } from './kept';
import { storage } from './prefs';

export const startOpen = signal(false);
/** Which stop, from 0; null: there is no tour. */
export const tourStop = signal<number | null>(null);

const kKey = 'pagewalk.met';
const isNew = () => {
  try {
    return storage()?.getItem(kKey) === null && keptScript() === '' && location.hash === '';
  } catch {
    return false;
  }
};

/** The question stands there. */
export const isAsked = signal(isNew());

export function beginTour(): void {
  stopAsking();
  tourStop.value = 0;
}

export function endTour(): void {
  tourStop.value = null;
}

export function stopAsking(): void {
  isAsked.value = false;
  try {
    storage()?.setItem(kKey, '1');
  } catch {
    // Without storage it is asked at the next visit again.
  }
}
