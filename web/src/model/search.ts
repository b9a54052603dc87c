// What a search finds: things of the machine by number or name, words, flags, bits, kernel functions, commands, lessons; the best first.
import { kTerms } from '../base/cards';
import { vpnOfAddr } from '../base/hex';
import { kEvents } from '../engine/generated/events';
import { kPteBits, kVmFlags } from '../engine/generated/names';
import { areaName } from './area_name';
import { cardOf } from './card';
import { type CardKind, type Desk, textOf } from './card/card';
import { termOf } from './card/glossary';
import { addressKey, eventKey, mmKey, pageKey, pteKey, slotKey, vmaKey } from './keys';

export type FoundKind = CardKind | 'command' | 'lesson' | 'name';
export type Act = { card: string } | { type: string } | { lesson: string };

export interface Entry {
  kind: FoundKind;
  title: string;
  note: string;
  /** What it is found by. */
  names: readonly string[];
  /** Where else it is looked for, without being shown: the file of a function. */
  also?: string;
  act: Act;
}

export interface Known {
  /** Names of the session with their values. */
  names: Readonly<Record<string, string>>;
  commands: readonly { text: string; hint: string }[];
  lessons: readonly { id: string; title: string; summary: string }[];
}

/** Everything with a name. */
export function entriesOf(desk: Desk, known: Known): Entry[] {
  return [...namedThings(desk, known.names), ...wordsOf(desk), ...functionsOf(desk), ...shellsOf(known)];
}

function cardEntry(desk: Desk, key: string, names: readonly string[] = []): Entry[] {
  const card = cardOf(desk, key);
  if (!card) return [];
  return [{ kind: card.kind, title: card.title, note: textOf(card.what), names: [...names, card.title], act: { card: key } }];
}

const kMostAreas = 200;

function namedThings(desk: Desk, names: Known['names']): Entry[] {
  const { machine, current } = desk;
  const mm = machine.mmOf(current);
  const named = Object.entries(names).flatMap(([name, text]): Entry[] => {
    const vpn = text.startsWith('0x') ? vpnOfAddr(text) : null;
    const key = vpn === null ? null : addressKey(machine, mm, vpn);
    const [entry] = key ? cardEntry(desk, key, [`$${name}`, name]) : [];
    return entry ? [{ ...entry, kind: 'name', title: `$${name} = ${text}` }] : [];
  });
  const processes = machine.tasks.flatMap(({ pid, comm, mm: space }) =>
    space === null ? [] : cardEntry(desk, mmKey(space), [`pid ${pid}`, String(pid), `@${pid}`, comm]),
  );
  const areas = machine.vmas
    .slice(0, kMostAreas)
    .flatMap((vma) => cardEntry(desk, vmaKey(vma.id), vma.name ? [vma.name, areaName(vma)] : []));
  return [...named, ...processes, ...areas];
}

function wordsOf(desk: Desk): Entry[] {
  return [
    ...kTerms.flatMap((term) => cardEntry(desk, `word:${term}`, [...termOf(desk.words, term).forms, term])),
    ...kVmFlags.flatMap(([letters]) => cardEntry(desk, `flag:${letters}`, [letters])),
    ...kPteBits.flatMap(([id]) => cardEntry(desk, `bit:${id}`, [id])),
  ];
}

const functionsOf = (desk: Desk): Entry[] =>
  kEvents
    .filter(({ name }) => name !== '')
    .flatMap(({ id, name, source }) => cardEntry(desk, eventKey(id), [name, id]).map((entry) => ({ ...entry, also: source })));

function shellsOf({ commands, lessons }: Known): Entry[] {
  return [
    ...commands.map(
      ({ text, hint }): Entry => ({ kind: 'command', title: text, note: hint, names: [text], act: { type: `help ${text}` } }),
    ),
    ...lessons.map(({ id, title, summary }): Entry => ({ kind: 'lesson', title, note: summary, names: [title, id], act: { lesson: id } })),
  ];
}

/** "0:5", "slot 0:5": as everywhere. */
function slotNamed(desk: Desk, query: string): Entry[] {
  const [, area, offset] = /^(?:slot |swap )?(\d+):(\d+)$/i.exec(query) ?? [];
  return area === undefined ? [] : cardEntry(desk, slotKey(Number(area), Number(offset)));
}

/** What a number may be: an address, of the current process first, or a frame. */
function numbered(desk: Desk, query: string): Entry[] {
  const { machine, current } = desk;
  const text = query.replace(/^pfn\s+/i, '');
  const frame = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  const vpn = /^(0x)?[0-9a-f]{5,16}$/i.test(text) ? vpnOfAddr(text) : null;
  const first = machine.mmOf(current);
  const spaces = [...machine.mmRow.keys()].sort((a, b) => Number(b === first) - Number(a === first));
  const addresses =
    vpn === null
      ? []
      : spaces.filter((mm) => machine.vmaAt(mm, vpn)).map((mm) => (machine.leafOf(mm, vpn) ? pteKey(mm, vpn) : `addr:${mm}/${vpn}`));
  const isFrame = frame < machine.s.machine.endPfn[0]!;
  if (vpn !== null && addresses.length === 0 && first !== null && !isFrame) addresses.push(`addr:${first}/${vpn}`);
  return [...addresses, ...(isFrame ? [pageKey(frame)] : [])].flatMap((key) => cardEntry(desk, key));
}

const kMostFound = 40;

/** Which of equally good ones comes first. */
const kOrder: readonly FoundKind[] = ['name', 'mm', 'command', 'word', 'flag', 'bit', 'event', 'vma', 'lesson'];

export function search(desk: Desk, entries: readonly Entry[], query: string): Entry[] {
  const asked = query.trim().toLowerCase();
  if (asked === '') return [];
  const ranked = entries.flatMap((entry) => {
    const rank = rankOf(entry, asked);
    return rank === null ? [] : [{ entry, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || orderOf(a.entry) - orderOf(b.entry) || a.entry.title.length - b.entry.title.length);
  const exact = ranked.filter(({ rank }) => rank === 0).map(({ entry }) => entry);
  const others = ranked.filter(({ rank }) => rank > 0).map(({ entry }) => entry);
  return [...exact, ...slotNamed(desk, query.trim()), ...numbered(desk, query.trim()), ...others].slice(0, kMostFound);
}

const orderOf = ({ kind }: Entry) => kOrder.indexOf(kind);

/** 0: it is a name; 1: a name begins so; 2: a word in one does; 3: a name has it; 4: what it says has all of it; null: it is not there. */
function rankOf({ names, note, also = '' }: Entry, asked: string): number | null {
  const ranks = names.map((name) => rankIn(name.toLowerCase(), asked)).filter((rank) => rank !== null);
  if (ranks.length > 0) return Math.min(...ranks);
  const all = `${names.join(' ')} ${note} ${also}`.toLowerCase();
  return asked.split(/\s+/).every((part) => all.includes(part)) ? 4 : null;
}

function rankIn(name: string, asked: string): number | null {
  if (name === asked) return 0;
  if (name.startsWith(asked)) return 1;
  const at = name.indexOf(asked);
  if (at < 0) return null;
  return /[a-z0-9]/.test(name[at - 1]!) ? 3 : 2;
}
