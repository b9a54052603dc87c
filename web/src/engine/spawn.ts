// Starts the worker and hands it the engine's module. Apart from the client, so that tests of the client load no worker.
import type { Port } from './client';
import { compiledEngine } from './compiled';
import type { ModuleMessage } from './protocol';

export interface EngineWorker extends Port {
  terminate(): void;
}

export function spawnEngine(onError: (message: string) => void): EngineWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pagewalk' });
  worker.onerror = (event) => onError(event.message || 'the worker could not be started');
  compiledEngine().then(
    (module) => worker.postMessage({ kind: 'module', module } satisfies ModuleMessage),
    (error: unknown) => onError(error instanceof Error ? error.message : String(error)),
  );
  return worker;
}
