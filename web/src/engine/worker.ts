// The Web Worker: loads the module and hands its messages to the host. The reader of logs is a second module, loaded when it is wanted.
import createPagewalk from 'pagewalk-wasm';
import { counted } from './counted';
import { EngineHost } from './host';
import type { Reply, Request } from './protocol';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const send = (reply: Reply, transfer: ArrayBuffer[]) => scope.postMessage(reply, transfer);

// A task of its own, not a microtask: messages that have arrived must get in between.
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();
const pause = () =>
  new Promise<void>((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });

const onAbort = (what: unknown) => send({ kind: 'failed', message: String(what) }, []);
const fetchReader = async () => (await import('pagewalk-import')).default({ onAbort });

/** Bytes of the module, put here by the build; 0 where it is inside the page. */
declare const __ENGINE_BYTES__: number;
if (__ENGINE_BYTES__ > 0) {
  // The glue fetches the module by itself, so the one fetch that it makes at first is listened to.
  const plain = scope.fetch.bind(scope);
  scope.fetch = async (...args) => {
    scope.fetch = plain;
    return counted(await plain(...args), __ENGINE_BYTES__, (part) => send({ kind: 'arrived', part }, []));
  };
}

const early: Request[] = [];
let host: EngineHost | null = null;
scope.onmessage = ({ data }: MessageEvent<Request>) => {
  if (host) host.receive(data);
  else early.push(data);
};

createPagewalk({ onAbort })
  .then((module) => {
    host = new EngineHost(new module.Pagewalk(), send, pause, fetchReader);
    host.start();
    for (const request of early) host.receive(request);
  })
  .catch((error: unknown) => send({ kind: 'failed', message: String(error) }, []));
