// The page's side of the worker: promises out of messages.
import { decodeEvents, type EventRecord } from './generated/events';
import { decodeSnapshot, type Snapshot } from './generated/snapshot';
import type { MethodName, Methods, Progress, RawView, Reply, Request, Status } from './protocol';

/** What the client needs of a Worker. */
export interface Port {
  postMessage(message: Request): void;
  onmessage: ((event: MessageEvent<Reply>) => unknown) | null;
}

export interface EngineView {
  status: Status;
  /** null: the machine has become too large to be drawn. */
  snapshot: Snapshot | null;
  before: Snapshot | null;
  events: EventRecord[];
  /** Events of the few commands in front, newest first; decoded when they are asked for. */
  earlier: (() => EventRecord[])[];
}

export interface EngineListener {
  onReady(model: number): void;
  onView(view: EngineView): void;
  onFailed(message: string): void;
}

interface Waiting {
  method: MethodName;
  resolve(value: unknown): void;
  reject(error: Error): void;
  progress?: ((now: Progress) => void) | undefined;
}

export class EngineClient {
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();

  constructor(
    private readonly port: Port,
    private readonly listener: EngineListener,
  ) {
    port.onmessage = ({ data }) => this.receive(data);
  }

  call<M extends MethodName>(method: M, args: Methods[M][0], progress?: (now: Progress) => void): Promise<Methods[M][1]> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { method, resolve: resolve as (value: unknown) => void, reject, progress });
      this.port.postMessage({ kind: 'call', id, method, args } as Request);
    });
  }

  private receive(reply: Reply): void {
    if (reply.kind === 'ready') this.listener.onReady(reply.model);
    else if (reply.kind === 'view') this.listener.onView(decodeView(reply.view));
    else if (reply.kind === 'failed') this.listener.onFailed(reply.message);
    else if (reply.kind === 'progress') this.waiting.get(reply.id)?.progress?.(reply.now);
    else this.settle(reply);
  }

  private settle(reply: Extract<Reply, { kind: 'answer' }>): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    waiting?.resolve(reply.value);
  }

  /** The worker is gone: whoever waits for it is told, in the way that the method tells of failures. */
  end(message: string): void {
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const { method, resolve, reject } of all) {
      if (method === 'complete') resolve({ from: 0, candidates: [] });
      else if (method === 'script') reject(new Error(message));
      else if (method === 'evaluate') resolve({ ok: false, message, column: 0 });
      else resolve({ error: message });
    }
  }
}

function decodeView(raw: RawView): EngineView {
  return {
    status: raw.status,
    snapshot: raw.snapshot ? decodeSnapshot(new Uint8Array(raw.snapshot)) : null,
    before: raw.before ? decodeSnapshot(new Uint8Array(raw.before)) : null,
    events: decodeEvents(new Uint8Array(raw.events)),
    earlier: raw.earlier.map((bytes) => () => decodeEvents(new Uint8Array(bytes))),
  };
}
