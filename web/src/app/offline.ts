// Keeps the page for visits without a network (web/build/service_worker.js). What is kept is fetched once the page stands, so that the
// first visit does not wait for it.
import { effect } from '@preact/signals';
import { engineState } from './store';

export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || location.protocol === 'file:') return;
  let asked = false;
  effect(() => {
    if (asked || engineState.value !== 'ready') return;
    asked = true;
    // Where the browser refuses (a private window, a full disk), the page works as long as there is a network.
    setTimeout(() => void navigator.serviceWorker.register('./sw.js').catch(() => undefined), kAfterMs);
  });
}

/** The opening commands run first. */
const kAfterMs = 1000;
