// The engine's side of the worker, without the worker: takes requests one after the other, answers them, and says when the view moved.
// The module comes in as an argument, so that tests can run it against the real wasm in Node.
import type { Failure, LoadProgress, Pagewalk, Status } from '../../../wasm-bindings/pagewalk';
import type { Imported, PagewalkImportModule } from '../../../wasm-bindings/pagewalk_import';
import {
  isFailure,
  type LoadResult,
  type OpenFailure,
  type OpenResult,
  type Progress,
  type RawView,
  type Reply,
  type Request,
  type TextFile,
} from './protocol';
import { kScript, readTexts, seemsScript } from './reading';

type Call = Extract<Request, { kind: 'call' }>;

/** Commands that a load runs before it tells how far it is: fewer where they take long. */
const kLoadStep = 64;
const kLoadSlice = 8;
const kLoadStepMs = 50;
/** Of the commands that did not do as they were said to, this many are told of one by one. */
const kMaxFailures = 500;
/** Of what a command printed this much comes along. */
const kMaxSaid = 4000;
/** A snapshot above this, of some 900,000 pages, would keep the page busy for seconds after each command. */
export const kMaxSnapshotBytes = 64 << 20;
/** Commands in front of the looked-at one whose events the page is given, to know where to look. */
const kEarlier = 8;

export class EngineHost {
  private readonly queue: Call[] = [];
  private busy = false;
  private broken = false;
  private viewIsStale = true;
  /** The machine before the looked-at command, kept while the same command is looked at. */
  private baseline: { key: string; bytes: ArrayBuffer } | null = null;
  private headBytes: { key: string; bytes: ArrayBuffer } | null = null;
  /** Events of commands that were seen, by their place in the log that `seenLog` is. */
  private readonly seen = new Map<number, ArrayBuffer>();
  private seenLog: string[] = [];

  constructor(
    private readonly engine: Pagewalk,
    private readonly send: (reply: Reply, transfer: ArrayBuffer[]) => void,
    private readonly pause: () => Promise<void>,
    /** The reader of logs is a module of its own, fetched when it is wanted. */
    private readonly fetchReader: () => Promise<PagewalkImportModule>,
    private readonly maxSnapshotBytes = kMaxSnapshotBytes,
  ) {}

  /** `early`: what was asked for before there was an engine. Its machine is seen first as they leave it. */
  start(early: readonly Request[] = []): void {
    const status = JSON.parse(this.engine.status()) as Status;
    this.send({ kind: 'ready', model: status.model }, []);
    if (early.length === 0) this.sendView();
    for (const request of early) this.receive(request);
  }

  /** Nothing in the engine throws for bad input, so what is thrown is a trap, and what the module holds can be trusted no more. */
  private breakDown(error: unknown): void {
    this.broken = true;
    this.queue.length = 0;
    this.send({ kind: 'failed', message: String(error) }, []);
  }

  receive(request: Request): void {
    if (this.broken) return;
    this.queue.push(request);
    if (!this.busy) void this.drain();
  }

  private async drain(): Promise<void> {
    this.busy = true;
    // Lets requests that were posted together arrive together, so that one view serves them all.
    await this.pause();
    try {
      for (let next = this.queue.shift(); next; next = this.queue.shift()) {
        this.send({ kind: 'answer', id: next.id, value: await this.answer(next) }, []);
        if (this.queue.length === 0) await this.pause();
        if (this.queue.length === 0 && this.viewIsStale) this.sendView();
      }
    } catch (error) {
      this.breakDown(error);
    }
    this.busy = false;
  }

  private moved<T>(json: string): T {
    this.viewIsStale = true;
    return JSON.parse(json) as T;
  }

  private answer(call: Call): unknown {
    const engine = this.engine;
    switch (call.method) {
      case 'exec':
        return this.moved(engine.exec(call.args.line.toWellFormed()));
      case 'complete':
        return JSON.parse(engine.complete(call.args.line.toWellFormed(), call.args.cursor));
      case 'undo':
        return this.moved(engine.undo());
      case 'redo':
        return this.moved(engine.redo());
      case 'seek':
        return this.moved(engine.seek(call.args.commands));
      case 'seekEvent':
        return this.moved(engine.seekEvent(call.args.command, call.args.events));
      case 'show':
        return JSON.parse(engine.show(call.args.view, call.args.pid, call.args.addr, call.args.pfn));
      case 'evaluate':
        return JSON.parse(engine.evaluate(call.args.expression.toWellFormed()));
      case 'life':
        return JSON.parse(engine.life(call.args.pid, call.args.addr));
      case 'script':
        return engine.script();
      case 'lessonOpen': {
        const { behaviourName, behaviour, proseName, prose } = call.args;
        return JSON.parse(engine.lessonOpen(behaviourName, behaviour.toWellFormed(), proseName, prose.toWellFormed()));
      }
      case 'lessonPoint':
        return JSON.parse(engine.lessonPoint(call.args.step, call.args.prediction, call.args.text.toWellFormed()));
      case 'lessonLook':
        return JSON.parse(engine.lessonLook(call.args.step));
      case 'load':
        return this.load(call.id, call.args.script);
      case 'open':
        return this.open(call.id, call.args.files);
    }
  }

  /** Logs and maps become a script; what is neither is one already, and says so itself if it is not. */
  private async open(id: number, files: readonly TextFile[]): Promise<OpenResult | OpenFailure> {
    const isPlain = seemsScript(files);
    const imported = isPlain ? kScript : await this.imported(id, files);
    if (isFailure(imported)) return imported;
    const { kind, notes, unlisted } = imported;
    const isScript = kind === 'unknown';
    const isNoScript = files.length > 1 || files[0]?.file;
    if (isScript && isNoScript) return { error: 'none of these is maps or a strace log: open scripts one by one' };
    const result = await this.load(id, isScript ? files[0]!.text : imported.script);
    // What is no script may be what another tool prints, which its words tell.
    const known = isPlain && isFailure(result) ? await this.imported(id, files) : null;
    if (known && isFailure(known) && known.error.startsWith('line ')) return known;
    if (isFailure(result)) return { ...result, kind };
    return { ...result, kind, notes: isScript ? [] : notes, unlisted };
  }

  private async imported(id: number, files: readonly TextFile[]): Promise<Imported | Failure> {
    let reader: PagewalkImportModule;
    try {
      reader = await this.fetchReader();
    } catch (error) {
      return { error: `the reader of logs cannot be fetched: ${error instanceof Error ? error.message : String(error)}` };
    }
    return readTexts(reader, this.engine, files, (now) => this.progress(id, now));
  }

  private progress(id: number, now: Progress): void {
    this.send({ kind: 'progress', id, now }, []);
  }

  private async load(id: number, script: string): Promise<LoadResult | Failure> {
    const begun = JSON.parse(this.engine.loadBegin(script.toWellFormed())) as { count: number } | Failure;
    if (isFailure(begun)) return begun;
    this.viewIsStale = true;
    this.progress(id, { of: 'commands', done: 0, count: begun.count });
    const failures: LoadProgress['failures'] = [];
    const said: LoadProgress['said'] = [];
    let failed = 0;
    for (let finished = false; !finished; ) {
      const step = this.loadSome();
      if (isFailure(step)) return step;
      failures.push(...step.failures.slice(0, kMaxFailures - failures.length));
      said.push(...step.said.map(cut));
      failed += step.failures.length;
      finished = step.finished;
      this.progress(id, { of: 'commands', done: step.done, count: step.count });
      await this.pause();
    }
    return { status: JSON.parse(this.engine.status()) as Status, failures, failed, said };
  }

  private loadSome(): LoadProgress | Failure {
    const failures: LoadProgress['failures'] = [];
    const said: LoadProgress['said'] = [];
    const until = Date.now() + kLoadStepMs;
    for (let ran = kLoadSlice; ; ran += kLoadSlice) {
      const step = JSON.parse(this.engine.loadStep(kLoadSlice)) as LoadProgress | Failure;
      if (isFailure(step)) return step;
      failures.push(...step.failures);
      said.push(...(step.said ?? []));
      if (step.finished || ran >= kLoadStep || Date.now() >= until) return { ...step, failures, said };
    }
  }

  private copySnapshot(): ArrayBuffer {
    return this.engine.snapshot().slice().buffer as ArrayBuffer;
  }

  private sendView(): void {
    const status = JSON.parse(this.engine.status()) as Status;
    const events = this.engine.events().slice().buffer as ArrayBuffer;
    this.viewIsStale = false;
    if (this.engine.snapshot().byteLength > this.maxSnapshotBytes) {
      this.headBytes = null;
      this.baseline = null;
      this.send({ kind: 'view', view: { status, snapshot: null, before: null, events, earlier: [] } }, [events]);
      return;
    }
    const snapshot = this.copySnapshot();
    const before = this.baselineOf(status);
    const atHead = status.cursor.command === status.head && status.cursor.event === null;
    if (atHead) this.headBytes = { key: logKey(status, status.head), bytes: snapshot.slice(0) };
    const view: RawView = { status, snapshot, events, before: before?.slice(0) ?? null, earlier: this.earlierOf(status, events) };
    this.send({ kind: 'view', view }, view.before ? [snapshot, events, view.before] : [snapshot, events]);
  }

  /** Events of the commands in front of the one whose `events` are shown. Of what is typed, they have all been shown before. */
  private earlierOf(status: Status, events: ArrayBuffer): ArrayBuffer[] {
    const log = [status.boot, ...status.commands.map((one) => one.text)];
    const differs = log.findIndex((text, i) => text !== this.seenLog[i]);
    for (const at of this.seen.keys()) if (differs >= 0 && at + 1 >= differs) this.seen.delete(at);
    this.seenLog = log;
    const shown = status.eventsOf.command;
    if (shown !== null) this.seen.set(shown, events.slice(0));
    const earlier: ArrayBuffer[] = [];
    const from = shown ?? status.cursor.command;
    for (let at = from - 1; at >= 0 && earlier.length < kEarlier; --at) {
      const known = this.seen.get(at) ?? (this.engine.eventsOf(at).slice().buffer as ArrayBuffer);
      this.seen.set(at, known);
      earlier.push(known);
    }
    for (const at of this.seen.keys()) if (at < from - kEarlier || at > from) this.seen.delete(at);
    return earlier;
  }

  /** The machine in front of the looked-at command. The head that was drawn last usually is just that. */
  private baselineOf(status: Status): ArrayBuffer | null {
    const { command, event } = status.cursor;
    if (command === 0) return null;
    const key = logKey(status, command - 1);
    if (this.baseline?.key !== key) {
      this.baseline = this.headBytes?.key === key ? this.headBytes : { key, bytes: this.peekBefore(status, command, event) };
    }
    return this.baseline.bytes;
  }

  private peekBefore(status: Status, command: number, event: number | null): ArrayBuffer {
    this.engine.seekEvent(command - 1, 0);
    const bytes = this.copySnapshot();
    if (command === status.head && event === null) this.engine.seek(status.head);
    else this.engine.seekEvent(command - 1, event ?? -1);
    return bytes;
  }
}

/** Names a moment between commands by the log that leads to it. */
function logKey(status: Status, commands: number): string {
  return `${status.boot}\n${status.commands
    .slice(0, commands)
    .map((one) => one.text)
    .join('\n')}`;
}

function cut({ command, out }: LoadProgress['said'][number]): LoadProgress['said'][number] {
  return { command, out: out.length > kMaxSaid ? `${out.slice(0, kMaxSaid)} …` : out };
}
