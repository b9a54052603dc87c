// Starts the worker. Apart from the client, so that tests of the client load no worker.
import type { Port } from './client';

export interface EngineWorker extends Port {
  terminate(): void;
}

export function spawnEngine(onError: (message: string) => void): EngineWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pagewalk' });
  worker.onerror = (event) => onError(event.message || 'the worker could not be started');
  return worker;
}
