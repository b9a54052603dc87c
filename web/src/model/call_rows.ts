// The rows of the call tree: what stands in each, which are folded away, and which things they name. Calls that are alike are said once:
// the first stands there, the others are one row behind it. A pure function of the events, so that drawing it is small.
import { type ArgKind, type EventRecord, infoOf } from '../engine/generated/events';
import { NONE } from '../engine/generated/snapshot';
import type { Call } from './calls';
import { checkText, formatArg, isRefusal, reasonText, type Sentences } from './event_text';
import { addressKey, anonVmaKey, avcKey, type Key, mmKey, pageKey, spaceKey, vmaKey } from './keys';
import type { Machine } from './machine';
import { saysNo } from './verdicts';

/** An argument of an event, and the thing that it names. */
export interface RowArg {
  text: string;
  key: Key | null;
}

export interface CallRow {
  /** Tells rows of one command apart, whatever is folded. */
  key: string;
  depth: number;
  name: string;
  /** What came of it, and what it was given. */
  result: readonly RowArg[];
  given: readonly RowArg[];
  reason: string;
  refused: boolean;
  /** It stands for so many calls like the one in front of it; 0: it is one itself. */
  alike: number;
  canOpen: boolean;
  isOpen: boolean;
  call: Call;
  state: 'current' | 'future' | '';
}

const isSameArgs = (a: readonly RowArg[], b: readonly RowArg[]) =>
  a.length === b.length && a.every(({ text, key }, i) => text === b[i]!.text && key === b[i]!.key);

// The engine tells a command's events anew for each step.
const isSameEvent = (a: EventRecord, b: EventRecord) =>
  a === b || (a.id === b.id && a.reason === b.reason && a.argHex.every((text, i) => text === b.argHex[i]));

/** It looks the same and says the same. */
export const isSameRow = (a: CallRow | undefined, b: CallRow): boolean =>
  a !== undefined &&
  a.depth === b.depth &&
  a.name === b.name &&
  a.reason === b.reason &&
  a.refused === b.refused &&
  a.alike === b.alike &&
  a.canOpen === b.canOpen &&
  a.isOpen === b.isOpen &&
  a.state === b.state &&
  isSameEvent(a.call.final, b.call.final) &&
  isSameArgs(a.result, b.result) &&
  isSameArgs(a.given, b.given);

/** Of several rows at the cursor, as of a call that ended with what it called, the last is the current one. */
export function withOneCurrent(rows: readonly CallRow[]): CallRow[] {
  const last = rows.findLastIndex(({ state }) => state === 'current');
  return rows.map((row, i) => (row.state === 'current' && i !== last ? { ...row, state: '' as const } : row));
}

export interface Looking {
  machine: Machine | null;
  sentences: Sentences;
  /** Which check refused the command. */
  check: string;
  /** Events that have happened; null: all. */
  at: number | null;
  /** Rows that are opened or closed other than by themselves. */
  toggled: ReadonlySet<string>;
}

/** Of fewer calls alike each stands for itself. */
const kFoldFrom = 4;
/** A tree of more rows is closed from the level on that would make it so long. */
const kOpenRows = 400;
/** Of calls alike that are opened this many are shown. */
const kMaxAlike = 100;

type Item = { call: Call; alike: readonly Call[] };

export function rowsOf(roots: readonly Call[], looking: Looking): CallRow[] {
  const rows = new Rows(shapesOf(roots), looking);
  rows.add(roots, []);
  return rows.done;
}

class Rows {
  readonly done: CallRow[] = [];
  private readonly levels: number;

  constructor(
    private readonly shapes: ReadonlyMap<Call, number>,
    private readonly looking: Looking,
  ) {
    this.levels = this.openLevels([...shapes.keys()].filter((call) => call.depth === 0));
  }

  add(calls: readonly Call[], above: readonly EventRecord[]): void {
    for (const { call, alike } of this.items(calls)) {
      if (alike.length === 0) this.addCall(call, above);
      else this.addAlike(call, alike, above);
    }
  }

  private addCall(call: Call, above: readonly EventRecord[], levels = this.levels): void {
    const key = `call ${call.at}`;
    const canOpen = call.children.length > 0;
    const opensItself = above.length < levels || this.holdsCursor(call);
    const isOpen = canOpen && opensItself !== this.looking.toggled.has(key);
    this.done.push({ ...this.wordsOf(call, above), key, depth: above.length, alike: 0, canOpen, isOpen, call });
    if (isOpen) this.add(call.children, [...above, call.begin]);
  }

  private addAlike(first: Call, alike: readonly Call[], above: readonly EventRecord[]): void {
    const key = `alike ${first.at}`;
    const isOpen = this.looking.toggled.has(key);
    const words = { name: infoOf(first.begin)?.name ?? '', result: [], given: [], reason: '', refused: false };
    const state = this.stateOf(alike[0]!) === 'future' ? 'future' : '';
    const row: CallRow = { ...words, state, key, depth: above.length, alike: alike.length, canOpen: true, isOpen, call: alike[0]! };
    this.done.push(row);
    if (!isOpen) return;
    for (const call of alike.slice(0, kMaxAlike)) this.addCall(call, above, 0);
    const rest = alike.length - kMaxAlike;
    if (rest > 0) this.done.push({ ...row, key: `rest ${first.at}`, alike: rest, canOpen: false, isOpen: false, call: alike[kMaxAlike]! });
  }

  private wordsOf(call: Call, above: readonly EventRecord[]): Pick<CallRow, 'name' | 'result' | 'given' | 'reason' | 'refused' | 'state'> {
    const { at, check, sentences } = this.looking;
    const hasEnded = call.end !== null && (at === null || call.end < at);
    const event = hasEnded ? call.final : call.begin;
    const args = argsOf(event, above);
    const isNew = (index: number) => hasEnded && (call.end === call.at || event.argHex[index] !== call.begin.argHex[index]);
    const named = (wanted: boolean) => args.filter(({ index }) => isNew(index) === wanted).map((arg) => this.named(arg, event.pid));
    const refusal = hasEnded && check !== '' && isRefusal(event);
    return {
      name: infoOf(call.begin)?.name ?? '',
      result: named(true),
      given: named(false),
      reason: refusal ? checkText(check, sentences) : hasEnded ? reasonText(event.reason, sentences) : '',
      refused: hasEnded && saysNo(event),
      state: this.stateOf(call),
    };
  }

  private named({ kind, value, text }: Arg, pid: number): RowArg {
    const { machine } = this.looking;
    return { text, key: machine && keyOf(machine, kind, value, pid) };
  }

  /** A call that is alike others stands in front of them; the one at the cursor for itself. */
  private items(calls: readonly Call[]): Item[] {
    const byShape = new Map<number, Call[]>();
    for (const call of calls) {
      if (this.holdsCursor(call)) continue;
      const shape = this.shapes.get(call)!;
      const list = byShape.get(shape);
      if (list) list.push(call);
      else byShape.set(shape, [call]);
    }
    return calls.flatMap((call): Item[] => {
      const list = byShape.get(this.shapes.get(call)!) ?? [];
      if (list.length < kFoldFrom || this.holdsCursor(call)) return [{ call, alike: [] }];
      return call === list[0]
        ? [
            { call, alike: [] },
            { call, alike: list.slice(1) },
          ]
        : [];
    });
  }

  private holdsCursor({ at, end }: Call): boolean {
    const cursor = this.looking.at;
    return cursor !== null && cursor - 1 >= at && cursor - 1 <= (end ?? Number.POSITIVE_INFINITY);
  }

  private stateOf(call: Call): CallRow['state'] {
    const { at } = this.looking;
    if (at === null) return '';
    if (call.at >= at) return 'future';
    if (call.at === at - 1 || call.end === at - 1) return 'current';
    return '';
  }

  /** How many levels can be open without the tree becoming too long. */
  private openLevels(roots: readonly Call[]): number {
    let families: (readonly Call[])[] = [roots];
    let rows = 0;
    for (let levels = 0; families.length > 0; ++levels) {
      const items = families.flatMap((calls) => this.items(calls));
      rows += items.length;
      if (rows > kOpenRows) return Math.max(1, levels) - 1;
      families = items.flatMap(({ call, alike }) => (alike.length > 0 || call.children.length === 0 ? [] : [call.children]));
    }
    return Number.POSITIVE_INFINITY;
  }
}

/** Calls with the same shape say the same: function, reason, and so all that happened inside. */
function shapesOf(roots: readonly Call[]): Map<Call, number> {
  const shapes = new Map<Call, number>();
  const known = new Map<string, number>();
  const visit = (call: Call): number => {
    const text = `${call.begin.id}/${call.final.reason}(${call.children.map(visit).join()})`;
    const shape = known.get(text) ?? known.size;
    known.set(text, shape);
    shapes.set(call, shape);
    return shape;
  };
  for (const root of roots) visit(root);
  return shapes;
}

interface Arg {
  index: number;
  kind: ArgKind;
  value: number;
  text: string;
}

/** The arguments that say something; an address that stands on a line above already is left out. */
export function argsOf(event: EventRecord, above: readonly EventRecord[]): Arg[] {
  const known = new Set(above.flatMap((one) => one.argHex.filter((_, i) => infoOf(one)?.args[i]?.[1] === 'addr')));
  return (infoOf(event)?.args ?? []).flatMap(([name, kind], index) => {
    const value = event.arg[index]!;
    const said = formatArg(kind, value, event.argHex[index]!);
    if (kind === 'pte' || said === 'none' || (kind === 'addr' && known.has(said))) return [];
    const short = kind === 'errcode' ? said.split(' ')[0]! : said;
    const isPlain = kind === 'addr' || kind === 'pfn' || kind === 'access' || kind === 'errcode';
    return [{ index, kind, value, text: isPlain ? short : `${name}=${short}` }];
  });
}

/** The thing that an argument names, as the drawings call it. */
function keyOf(machine: Machine, kind: ArgKind, value: number, pid: number): Key | null {
  if (value === NONE) return null;
  if (kind === 'pfn') return pageKey(value);
  if (kind === 'vma') return vmaKey(value);
  if (kind === 'anon_vma') return anonVmaKey(value);
  if (kind === 'avc') return avcKey(value);
  if (kind === 'mm') return mmKey(value);
  if (kind === 'pid') return spaceKey(machine, value);
  return kind === 'addr' ? addressKey(machine, machine.mmOf(pid), Math.floor(value / 4096)) : null;
}
