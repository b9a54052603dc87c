// The engine's life: it is started, watched while it works, and started anew where it stops by itself or is stopped by the visitor. What
// a new one needs is the log, and the log came with every answer, so nothing is lost but the command that stopped it.
//
// What is loaded runs in an engine of its own, which takes the place of the one in charge when it is through. So a load can be ended at any
// moment, whatever it is at, and the machine that the visitor has was never touched.
import { signal } from '@preact/signals';
import { EngineClient } from '../engine/client';
import { isFailure, type LogChange, type Methods, type Progress, type Status } from '../engine/protocol';
import { type EngineWorker, spawnEngine } from '../engine/spawn';
import { engineMessage, engineState, notice, progress, t, takeView } from './store';

/** How often another engine took charge: it knows of no lesson. */
export const restarts = signal(0);
/** What the engine has been working on for longer than a moment. */
export const atWork = signal<{ line: string; seconds: number } | null>(null);

const kLookAfterMs = 1000;

interface Engine {
  worker: EngineWorker;
  client: EngineClient;
}

let inCharge: Engine | null = null;
/** Runs a load. */
let beside: Engine | null = null;
/** Made ahead for the first load. */
let spare: Engine | null = null;
/** A load can be cancelled: it runs beside the machine that the visitor has. */
export const cancellable = signal(false);
/** The log as the newest answer left it: it is what a new engine is given. */
let known: Pick<Status, 'session' | 'boot' | 'head' | 'commands'> | null = null;
let recovering = false;
let working: { line: string; since: number }[] = [];

export function engine(): EngineClient {
  if (!inCharge) throw new Error('the engine is not started');
  return inCharge.client;
}

/** `willLoad`: the engine for the load that follows is made at the same time. */
export function startEngine(willLoad: boolean, onReady: (model: number) => void): void {
  inCharge = make(onReady);
  if (willLoad) spare = make();
  setInterval(look, kLookAfterMs);
}

/** Remembers what the machine's log is now, before its picture arrives. */
export function know(status: Status): void {
  known = status;
}

/** The same, of a line that said what it did to the log. */
export function knowMore({ from, commands, head, session, boot }: LogChange): void {
  known = { session, boot, head, commands: [...(known?.commands.slice(0, from) ?? []), ...commands] };
}

/** Notes a line that is on its way through the engine; the answer ends it. */
export function noteWork(line: string): () => void {
  const item = { line, since: Date.now() };
  working.push(item);
  return () => {
    working = working.filter((one) => one !== item);
    if (working[0]) working[0].since = Date.now();
    look();
  };
}

/** The visitor will wait no longer. */
export function stopEngine(): void {
  stopped(t.value('engine.byVisitor'));
}

function look(): void {
  const first = working[0];
  const seconds = first ? Math.floor((Date.now() - first.since) / 1000) : 0;
  if (!first || seconds < 1) atWork.value = null;
  else if (atWork.value?.seconds !== seconds) atWork.value = { line: first.line, seconds };
}

function make(onReady: (model: number) => void = () => undefined): Engine {
  const failed = (message: string) => {
    if (one === inCharge) stopped(message);
    else end(one, message);
  };
  const worker = spawnEngine(failed);
  const client = new EngineClient(worker, {
    onReady,
    onView: (view) => {
      if (recovering || one !== inCharge) return;
      known = view.status;
      takeView(view);
    },
    onFailed: failed,
  });
  const one: Engine = { worker, client };
  return one;
}

/** Whoever waits for its answers is told why there are none. */
function end({ worker, client }: Engine, message: string): void {
  worker.terminate();
  client.end(message);
}

type Load = 'load' | 'open';

/** Runs a load in an engine of its own, which then is in charge. null: it was cancelled. */
export async function loadBeside<M extends Load>(
  method: M,
  args: Methods[M][0],
  report?: (now: Progress) => void,
): Promise<Methods[M][1] | null> {
  if (beside) cancelLoad();
  const mine = spare ?? make();
  spare = null;
  beside = mine;
  cancellable.value = true;
  const result = await mine.client.call(method, args, report);
  if (beside !== mine) return null;
  beside = null;
  cancellable.value = false;
  if (isFailure(result)) end(mine, result.error);
  else takeCharge(mine);
  return result;
}

/** Ends the load; its promise answers null. */
export function cancelLoad(): void {
  const one = beside;
  beside = null;
  cancellable.value = false;
  if (one) end(one, '');
}

function takeCharge(one: Engine): void {
  const old = inCharge;
  inCharge = one;
  if (old) end(old, t.value('engine.replaced'));
  restarts.value += 1;
}

function stopped(message: string): void {
  if (inCharge) end(inCharge, message);
  if (!known || recovering) {
    engineMessage.value = message;
    engineState.value = 'failed';
    return;
  }
  void recover(message, known);
}

/** The load is the first thing that the new engine is asked for, so whatever is asked meanwhile finds the machine as it was. */
async function recover(message: string, log: NonNullable<typeof known>): Promise<void> {
  recovering = true;
  progress.value = { of: 'commands', done: 0, count: log.head };
  inCharge = make();
  const result = await engine().call('load', { script: scriptOf(log) }, (now) => {
    progress.value = now;
  });
  progress.value = null;
  if (engineState.value === 'failed') return;
  recovering = false;
  const lines = [t.value('engine.stopped', { message })];
  if (isFailure(result)) lines.push(result.error);
  else lines.push(t.value('engine.restarted', { commands: t.value.n('command', result.status.head) }));
  notice.value = { kind: 'bad', lines };
  engineState.value = 'ready';
  restarts.value += 1;
}

/** The log of the newest answer, as a script; the picture may be older. */
export function newestScript(): string {
  return known ? scriptOf(known) : '';
}

/** Which of the engine's sessions that is. */
export const newestSession = () => known?.session ?? 0;

function scriptOf({ boot, head, commands }: NonNullable<typeof known>): string {
  const lines = commands.slice(0, head).map((one) => one.text);
  return `${[boot, ...lines].join('\n')}\n`;
}
