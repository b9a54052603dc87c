// The page's side of the worker: promises out of messages.
import { decodeEvents, type EventRecord } from './generated/events';
import { decodeSnapshot, type Snapshot } from './generated/snapshot';
import type { MethodName, Methods, RawView, Reply, Request, Status } from './protocol';

/** What the client needs of a Worker. */
export interface Port {
  postMessage(message: Request): void;
  onmessage: ((event: MessageEvent<Reply>) => unknown) | null;
}

export interface EngineView {
  status: Status;
  snapshot: Snapshot;
  before: Snapshot | null;
  events: EventRecord[];
}

export interface EngineListener {
  onReady(model: number): void;
  onView(view: EngineView): void;
  onFailed(message: string): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  progress?: ((done: number, count: number) => void) | undefined;
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

  call<M extends MethodName>(method: M, args: Methods[M][0], progress?: (done: number, count: number) => void): Promise<Methods[M][1]> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, progress });
      this.port.postMessage({ kind: 'call', id, method, args } as Request);
    });
  }

  /** Stops the load that is running; its promise then answers `cancelled`. */
  cancel(): void {
    this.port.postMessage({ kind: 'cancel' });
  }

  private receive(reply: Reply): void {
    if (reply.kind === 'ready') this.listener.onReady(reply.model);
    else if (reply.kind === 'view') this.listener.onView(decodeView(reply.view));
    else if (reply.kind === 'failed') this.fail(reply.message);
    else if (reply.kind === 'progress') this.waiting.get(reply.id)?.progress?.(reply.done, reply.count);
    else this.settle(reply);
  }

  private settle(reply: Extract<Reply, { kind: 'answer' | 'error' }>): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.kind === 'answer') waiting?.resolve(reply.value);
    else waiting?.reject(new Error(reply.message));
  }

  private fail(message: string): void {
    for (const waiting of this.waiting.values()) waiting.reject(new Error(message));
    this.waiting.clear();
    this.listener.onFailed(message);
  }
}

function decodeView(raw: RawView): EngineView {
  return {
    status: raw.status,
    snapshot: decodeSnapshot(new Uint8Array(raw.snapshot)),
    before: raw.before ? decodeSnapshot(new Uint8Array(raw.before)) : null,
    events: decodeEvents(new Uint8Array(raw.events)),
  };
}
