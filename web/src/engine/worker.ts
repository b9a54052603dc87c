// The Web Worker: loads the module and hands its messages to the host.
import createPagewalk from 'pagewalk-wasm';
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

const early: Request[] = [];
let host: EngineHost | null = null;
scope.onmessage = ({ data }: MessageEvent<Request>) => {
  if (host) host.receive(data);
  else early.push(data);
};

createPagewalk({ onAbort: (what) => send({ kind: 'failed', message: String(what) }, []) })
  .then((module) => {
    host = new EngineHost(new module.Pagewalk(), send, pause);
    host.start();
    for (const request of early) host.receive(request);
  })
  .catch((error: unknown) => send({ kind: 'failed', message: String(error) }, []));
