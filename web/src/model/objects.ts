// Things that a line of text names: frames, addresses, areas, processes, slots of swap, names of the session. The same keys as the
// drawings', so that what is pointed at in the shell lights everywhere.
import { addressKey, type Key, pageKey, slotKey, spaceKey } from './keys';
import type { Machine } from './machine';
import { rowInRuns } from './slot_runs';

export interface NamedSpan {
  from: number;
  to: number;
  key: Key;
}

/** Whose memory an address is of, and the session's names. */
export interface Reading {
  pid: number;
  names: Readonly<Record<string, string>>;
}

/** Of a line this much is looked at, and this many things are found. */
const kMaxLength = 1000;
const kMaxSpans = 40;

const kHex = '0x[0-9a-f]+';
const kThing = new RegExp(
  [
    `(?<hex>${kHex})`,
    '(?<start>\\b[0-9a-f]{5,16})-[0-9a-f]{5,16}\\b',
    '\\b(?:pid|process|task) (?<pid>\\d+)\\b',
    '@(?<actor>\\d+)\\b',
    '\\b(?:slot|swap) (?<area>\\d+):(?<slot>\\d+)\\b',
    `\\$(?<name>[A-Za-z_]\\w*)(?:\\+(?<offset>${kHex}|\\d+)(?<unit>[KMG])?)?`,
  ].join('|'),
  'gi',
);
const kFrameBefore = /\b(?:frames?|pfn|copy|old|new)[ =]$/;
const kUnits: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

export function objectsIn(text: string, machine: Machine, reading: Reading): NamedSpan[] {
  const spans: NamedSpan[] = [];
  for (const match of text.slice(0, kMaxLength).matchAll(kThing)) {
    const key = keyOf(match, text, machine, reading);
    if (key) spans.push({ from: match.index, to: match.index + match[0].length, key });
    if (spans.length === kMaxSpans) break;
  }
  return spans;
}

function keyOf(match: RegExpExecArray, text: string, machine: Machine, { pid, names }: Reading): Key | null {
  const { hex, start, pid: named, actor, area, slot, name, offset, unit } = match.groups!;
  const mm = machine.mmOf(pid);
  if (hex) {
    const pfn = Number(hex);
    if (kFrameBefore.test(text.slice(Math.max(0, match.index - 12), match.index))) return pfn > 0 ? pageKey(pfn) : null;
    return addressKey(machine, mm, pageOf(hex)) ?? (machine.rowOfFrame(pfn) !== undefined ? pageKey(pfn) : null);
  }
  if (slot) return rowInRuns(machine.s, Number(area), Number(slot)) === undefined ? null : slotKey(Number(area), Number(slot));
  if (start) return addressKey(machine, mm, pageOf(`0x${start}`));
  if (named || actor) return spaceKey(machine, Number(named ?? actor));
  const base = names[name!];
  if (!base?.startsWith('0x')) return null;
  const behind = Number(offset ?? 0) * (kUnits[unit?.toUpperCase() ?? ''] ?? 1);
  return addressKey(machine, mm, pageOf(base) + Math.floor((behind + (Number.parseInt(base.slice(-3), 16) || 0)) / 4096));
}

/** Without the digits below a page the number is exact. */
const pageOf = (hex: string) => (hex.length > 5 ? Number(hex.slice(0, -3)) : 0);

/** Who acted, as the line with the command says: "1 init $ @2 write $a", "$ cat /proc/2/maps". */
export function readingOf(line: string, current: number, names: Reading['names']): Reading {
  const [, prompt, actor, command = ''] = /^(?:(\d+) \S+ )?\$ (?:@(\d+)\s+)?(.*)$/.exec(line) ?? [];
  const file = /\/proc\/(\d+)\//.exec(command)?.[1];
  return { pid: Number(file ?? actor ?? prompt ?? current), names };
}
