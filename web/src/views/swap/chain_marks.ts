// One slot with all that belongs to it, in three columns: the entries that name it, the slot, and the page where it is in memory. Slots
// that are filled come out of the memory column, and those that are emptied go back into it.
import { addrOfVpn, hex } from '../../base/hex';
import type { Box, Content, Link, Mark, Word } from '../../draw/mark';
import { fitting, kSmall } from '../../draw/shape';
import { contentOf } from '../../model/content';
import { pageKey, pteKey } from '../../model/keys';
import { entriesOfSlot } from '../../model/slot_entries';
import { keyOfSlot, type Slot, slotAt } from '../../model/swap';
import { toneOf } from '../tone';
import { describe, lookOf, type SwapScene, slotName } from './swap_scene';

export const kMemory = 'memory';
const kMostEntries = 3;
const kRow = 26;
const kHead = 18;
/** What the columns take, with a gap behind. */
export const kChainHeight = kHead + kMostEntries * kRow + 14;

interface Columns {
  entries: { x: number; w: number };
  slot: { x: number; w: number };
  memory: { x: number; w: number };
}

function columnsIn(width: number): Columns {
  const wide = width >= 560;
  const slot = wide ? 110 : 74;
  const memory = wide ? 150 : 92;
  const gap = wide ? 56 : 20;
  const entries = Math.min(250, width - slot - memory - 2 * gap);
  return {
    entries: { x: 0, w: entries },
    slot: { x: entries + gap, w: slot },
    memory: { x: entries + gap + slot + gap, w: memory },
  };
}

export function chainContent(scene: SwapScene): Content {
  const columns = columnsIn(scene.room.width);
  const { say } = scene;
  const head = (key: string, text: string, { x, w }: Columns['slot']): Mark => {
    return { key, kind: 'note', x, y: 0, w, h: 16, words: [{ text, small: true, at: 'middle', ink: 'dim' }] };
  };
  const heads = [
    head('head:entries', say('head.entries'), columns.entries),
    head('head:slot', say('head.slot'), columns.slot),
    head(kMemory, say('head.memory'), columns.memory),
  ];
  if (!scene.slot) return { marks: heads, links: [] };
  const slot = slotAt(scene.machine, scene.slot.area, scene.slot.offset);
  const entries = entryMarks(scene, slot, columns.entries);
  const middle = slotMark(scene, slot, columns.slot);
  const page = pageMark(scene, slot, columns.memory);
  const links = [
    ...entries.away.map((key) => linkOf(key, middle.key)),
    ...(slot.pfn === null ? [] : [linkOf(middle.key, page.key, middle.h / 2)]),
    // Below the slot: it is the page that these name.
    ...entries.present.map((key) => linkOf(key, page.key, (kMostEntries - 0.5) * kRow - 2)),
  ];
  return { marks: [...heads, ...entries.marks, middle, page], links };
}

const linkOf = (from: string, to: string, dy?: number): Link => ({
  key: `link:${from}-${to}`,
  kind: 'maps',
  from: { mark: from, side: 'right' },
  to: { mark: to, side: 'left', ...(dy === undefined ? {} : { dy }) },
  bend: 'across',
});

interface Named {
  mm: number;
  vpn: number;
  isExclusive: boolean;
}

function named({ machine }: SwapScene, rows: readonly number[]): Named[] {
  const { tablePfn, vpn, entryLo } = machine.s.ptes;
  return rows.flatMap((row) => {
    const mm = machine.mmOfTable(tablePfn[row]!);
    return mm === null ? [] : [{ mm, vpn: vpn[row]!, isExclusive: (entryLo[row]! & 8) !== 0 }];
  });
}

interface Entries {
  marks: Mark[];
  /** Keys of those that name the slot, and of those that map the page which is cached for it. */
  away: string[];
  present: string[];
}

function entryMarks(scene: SwapScene, slot: Slot, column: { x: number; w: number }): Entries {
  const { machine, say } = scene;
  const present = slot.pfn === null ? [] : named(scene, machine.leavesOfFrame(slot.pfn));
  const away = named(scene, entriesOfSlot(machine, slot.area, slot.offset));
  const rows = present.length > 0 ? kMostEntries - 1 : kMostEntries;
  const shown = away.slice(0, away.length > rows ? rows - 1 : rows);
  const place = (line: number) => ({ x: column.x, y: kHead + line * kRow, w: column.w, h: kRow - 4 });
  const marks = shown.map((one, line) => entryMark(scene, one, one.isExclusive ? say('exclusive') : '', place(line)));
  const note = (key: string, text: string, line: number): Mark => ({
    key,
    kind: 'note',
    ...place(line),
    words: [{ text, small: true, ink: 'dim' }],
  });
  const others = away.length > shown.length ? [note('more', say('more', { n: away.length - shown.length }), shown.length)] : [];
  const object: Mark = { key: 'object', kind: 'file', ...place(0), label: say('object'), words: [{ text: say('object1'), small: true }] };
  const nobody = slot.isShmem ? [object] : away.length === 0 ? [note('nobody', say('nobody'), 0)] : [];
  const more = present.length > 1 ? ` +${present.length - 1}` : '';
  const mapping = present.slice(0, 1).map((one) => entryMark(scene, one, `${say('present')}${more}`, place(kMostEntries - 1)));
  return {
    marks: [...marks, ...others, ...nobody, ...mapping],
    away: [...marks, ...(slot.isShmem ? [object] : [])].map(({ key }) => key),
    present: mapping.map(({ key }) => key),
  };
}

function entryMark({ machine, say, strength }: SwapScene, { mm, vpn }: Named, note: string, place: Box): Mark {
  const key = pteKey(mm, vpn);
  const pid = machine.pidOf(mm);
  const long = say('entry', { addr: addrOfVpn(vpn), pid: pid ?? '–' });
  const full = note ? `${long} · ${note}` : long;
  const text = fitting([full, long, addrOfVpn(vpn), `…${addrOfVpn(vpn).slice(-8)}`], place.w - 14, kSmall, true);
  const words: Word[] = [{ text, mono: true, small: true }];
  return { key, kind: 'entry', ...place, keys: key, label: full, tone: toneOf(pid), words, changed: strength(key) };
}

function slotMark({ say, strength }: SwapScene, slot: Slot, { x, w }: { x: number; w: number }): Mark {
  const key = keyOfSlot(slot);
  const { tone } = lookOf(slot);
  const words: Word[] = [{ text: slotName(slot), mono: true, bold: true, at: 'middle', small: w < 100 }];
  if (slot.isZero) words.push({ text: say('legend.zero'), small: true, at: 'middle', line: 1 });
  const label = describe(slot, say);
  const place = { x, y: kHead, w, h: 2 * kRow - 4 };
  return {
    key: `looked:${key}`,
    kind: 'slot',
    ...place,
    tone,
    sign: 'hollow',
    keys: key,
    label,
    words,
    walked: true,
    changed: strength(key),
  };
}

function pageMark({ machine, say, strength }: SwapScene, { pfn, place: where }: Slot, { x, w }: { x: number; w: number }): Mark {
  const place = { x, y: kHead, w, h: kMostEntries * kRow - 4 };
  const texts = (first: string, second: string): Word[] => [
    { text: first, small: true, at: 'middle', bold: pfn !== null },
    { text: fitting([second], w - 10, kSmall), small: true, at: 'middle', line: 1, bold: false },
  ];
  if (pfn === null) {
    const words = texts(say('noFrame'), where === 'shadow' ? say('shadow') : '');
    return { key: 'no-frame', kind: 'frame', ...place, ghost: true, label: say(`place.${where}`), words };
  }
  const key = pageKey(pfn);
  const content = contentOf(machine, pfn);
  const label = [hex(pfn), say('cache'), content].filter(Boolean).join(', ');
  const words = texts(hex(pfn), fitting([`${say('cache')} ${content ?? ''}`.trim(), say('cache')], w - 10, kSmall));
  return { key, kind: 'frame', ...place, tone: 'anon', keys: key, label, words, changed: strength(key), from: 'no-frame' };
}
