// The Web Worker: makes an engine of the module that it is handed, and hands its messages to the host. The reader of logs is a second
// module, loaded when it is wanted.
import createPagewalk from 'pagewalk-wasm';
import { EngineHost } from './host';
import type { ModuleMessage, Reply, Request } from './protocol';

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

const early: Request[] = [];
let host: EngineHost | null = null;
scope.onmessage = ({ data }: MessageEvent<Request | ModuleMessage>) => {
  if (data.kind === 'module') start(data.module);
  else if (host) host.receive(data);
  else early.push(data);
};

const failed = (error: unknown) => send({ kind: 'failed', message: String(error) }, []);

function start(compiled: WebAssembly.Module): void {
  createPagewalk({
    onAbort,
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(compiled, imports).then((instance) => done(instance), failed);
      return {};
    },
  })
    .then((module) => {
      host = new EngineHost(new module.Pagewalk(), send, pause, fetchReader);
      host.start(early);
    })
    .catch(failed);
}
