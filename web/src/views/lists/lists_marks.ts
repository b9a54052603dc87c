// The LRU lists as marks: what the step moved and why, then a lane for each list and each batch, and the legend.
import { grouped, hex } from '../../base/hex';
import { type Item, type Items, kLaneHead, type Lane, layoutLane, type PlacedLane } from '../../draw/lane';
import type { Content, Mark, Word } from '../../draw/mark';
import { fitting, type Ink, kSmall, widthOf } from '../../draw/shape';
import { kPageOwners } from '../../engine/generated/names';
import { columnsIn, kItem, kItemGap, laneRows } from '../../layout/lists';
import { pageKey, parseKey } from '../../model/keys';
import type { Batch, PageList } from '../../model/lists';
import { describe, kSigns, type ListsScene, moveText, pagesText, signsOf, whyOf } from './lists_scene';

const kMostMoves = 4;
const kLine = 17;
const kGap = 8;
/** A lane that somebody unfolds. */
const kMostUnfolded = 4096;

export function listsContent(scene: ListsScene): Content {
  const moves = moveMarks(scene);
  const top = moves.height + kGap;
  const lanes = [
    ...seenOf(scene.lists.lists).map((list) => listLane(scene, list)),
    ...scene.lists.batches.map((batch) => batchLane(scene, batch)),
  ];
  const placed = placeLanes(scene, lanes, top);
  const end = placed.reduce((sum, { height }) => sum + height + kGap, top);
  return {
    marks: [...moves.marks, ...placed.flatMap(({ marks }) => marks), ...legendMarks(scene, end)],
    links: [],
    about: aboutOf(scene, placed),
    gone: { get: (key) => placed.map(({ hidden }) => hidden.get(key)).find(Boolean) },
  };
}

/** All of the root's, and of other groups those that have pages. */
const seenOf = (lists: readonly PageList[]) => lists.filter(({ group, frames }) => group === 0 || frames.length > 0);

function placeLanes({ room, unfolded, pfns, change, say }: ListsScene, lanes: readonly Lane[], top: number): PlacedLane[] {
  const columns = columnsIn(room.width);
  const heads = lanes.length * (kLaneHead + kGap) + lanes.filter(({ items }) => items.length > 0).length * 10;
  const left = Math.floor((room.height - top - heads - 2 * kLine) / (kItem.h + kItemGap));
  const rows = laneRows(
    lanes.map(({ items }) => items.length),
    columns,
    left,
  );
  const changed = [...change.keys].filter((key) => key.startsWith('page:')).slice(0, 64);
  const wanted = [...pfns.map(pageKey), ...changed];
  let y = top;
  return lanes.map((lane, at) => {
    const most = unfolded.has(lane.key) ? Math.ceil(kMostUnfolded / columns) : rows[at]!;
    const foldText = (count: number) => say('more', { count: grouped(count) });
    const shown = unfolded.has(lane.key) ? { ...lane, notes: [] } : lane;
    const placed = layoutLane(shown, { x: 0, y, width: room.width, item: kItem, gap: kItemGap, mostRows: most, wanted, foldText });
    if (unfolded.has(lane.key)) placed.marks.push(fewerMark(lane, say('fewer'), y));
    y += placed.height + kGap;
    return placed;
  });
}

/** In the head of a lane that was unfolded, instead of what is said of it. */
function fewerMark({ key, title }: Lane, text: string, y: number): Mark {
  const w = widthOf(text, kSmall, false) + 16;
  const words: Word[] = [{ text, at: 'middle', small: true }];
  const x = widthOf(title, 12, false) * 1.08 + 28;
  return { key: `fewer:${key}`, kind: 'fold', x, y: y + 3, w, h: 18, act: `unfold:${key}`, open: true, label: text, words };
}

function listLane(scene: ListsScene, { name, group, path, isLow, frames }: PageList): Lane {
  const { say } = scene;
  const title = path === null ? say(name) : `${path} · ${say(name)}`;
  const pages = pagesText(say, frames.length);
  const kind = name === 'unevictable' ? 'note.unevictable' : isLow ? 'note.low' : 'note.linked';
  const note = frames.length === 0 && !isLow ? say('empty') : say(kind, { pages });
  const items: Items = {
    length: frames.length,
    keyAt: (at) => pageKey(frames[at]!),
    itemAt: (at) => pageItem(scene, frames[at]!, pageKey(frames[at]!)),
    placeOf: (key) => (key.startsWith('page:') ? frames.indexOf(parseKey(key).numbers[0]!) : -1),
  };
  return { key: group === 0 ? `lru:${name}` : `lru:${group}/${name}`, title, notes: [note, pages], label: `${title}: ${note}`, items };
}

/** A page that waits to go from one list to another is on its list meanwhile: in the batch it is a second mark. */
function batchLane(scene: ListsScene, { cpu, kind, frames }: Batch): Lane {
  const { say, machine } = scene;
  const isOnList = (pfn: number) => (machine.s.frames.lru[machine.rowOfFrame(pfn) ?? -1] ?? 0) > 0;
  const keys = frames.map((pfn) => (isOnList(pfn) ? `waits:${kind}/${pfn}` : pageKey(pfn)));
  const title = say('batch', { cpu, kind });
  const pages = pagesText(say, frames.length);
  const note = say('note.batch', { pages });
  const items: Items = {
    length: frames.length,
    keyAt: (at) => keys[at]!,
    itemAt: (at) => pageItem(scene, frames[at]!, keys[at]!),
    placeOf: (key) => keys.indexOf(key),
  };
  return { key: `batch:${cpu}/${kind}`, title, notes: [note, pages], label: `${title}: ${note}`, items };
}

function pageItem(scene: ListsScene, pfn: number, key: string): Item {
  const { machine, strength, pfns } = scene;
  const row = machine.rowOfFrame(pfn);
  const signs = row === undefined ? [] : signsOf(machine, row);
  const words: Word[] = [
    { text: hex(pfn), mono: true, small: true, at: 'middle' },
    { text: signs.join(' ') || '–', small: true, mono: true, at: 'middle', line: 1 },
  ];
  return {
    key,
    kind: 'slot',
    keys: pageKey(pfn),
    tone: `own-${kPageOwners[machine.s.frames.type[row ?? 0]!] ?? 'kernel'}` as Ink,
    label: row === undefined ? hex(pfn) : describe(scene, row, signs),
    words,
    walked: pfns.includes(pfn),
    changed: strength(pageKey(pfn)),
  };
}

/** Two lines a move: what went where, and why. */
function moveMarks(scene: ListsScene): { marks: Mark[]; height: number } {
  const { moves, say, sentences, room } = scene;
  if (moves.length === 0) {
    const words: Word[] = [{ text: say('nothing'), small: true, ink: 'dim' }];
    return { marks: [{ key: 'moves', kind: 'note', x: 0, y: 0, w: room.width, h: kLine, words }], height: kLine };
  }
  const head: Mark = { key: 'moves', kind: 'note', x: 0, y: 0, w: room.width, h: kLine, words: [{ text: say('moves'), bold: true }] };
  let y = kLine + 3;
  const marks = moves.slice(0, kMostMoves).map((move, at): Mark => {
    const [text, why] = [moveText(move, say), whyOf(move, sentences, say)];
    const x = widthOf(text, kSmall, false) * 1.08 + 14;
    const short = why.split(' · ')[0]!;
    const beside = fitting([why, short], room.width - x - 4, kSmall);
    const line = beside ? 0 : 1;
    const words: Word[] = [
      { text, small: true, bold: true },
      { text: beside || shortened(why, room.width), small: true, ink: 'dim', line, ...(line === 0 ? { x } : {}) },
    ];
    const h = kLine * (line + 1);
    y += h;
    return { key: `move:${at}`, kind: 'note', x: 0, y: y - h, w: room.width, h, words, label: `${text}: ${why}` };
  });
  const rest = moves.length - kMostMoves;
  if (rest <= 0) return { marks: [head, ...marks], height: y };
  const words: Word[] = [{ text: say('others', { count: rest }), small: true, ink: 'dim' }];
  return { marks: [head, ...marks, { key: 'moves-more', kind: 'note', x: 0, y, w: room.width, h: kLine, words }], height: y + kLine };
}

/** As much of a text as there is room for, whole words; its mark's name says all of it. */
function shortened(text: string, room: number): string {
  const pieces = text.split(/(?<=[ ，、：])/);
  for (let count = pieces.length; count > 0; --count) {
    const part = count === pieces.length ? text : `${pieces.slice(0, count).join('').trimEnd()} …`;
    if (widthOf(part, kSmall, false) <= room) return part;
  }
  return '';
}

function legendMarks({ say, room }: ListsScene, top: number): Mark[] {
  let [x, y] = [0, top];
  return kSigns.map((sign): Mark => {
    const text = `${sign}  ${say(`sign.${sign}`)}`;
    const w = widthOf(text, kSmall, false) + 14;
    if (x > 0 && x + w > room.width) [x, y] = [0, y + kLine];
    const mark: Mark = { key: `legend:${sign}`, kind: 'note', x, y, w, h: kLine, words: [{ text, small: true, ink: 'dim' }] };
    x += w;
    return mark;
  });
}

/** What moved, then what is in focus, then the list that reclaim looks at first. */
function aboutOf({ pfns, change }: ListsScene, placed: readonly PlacedLane[]): string[] {
  const there = new Set(placed.flatMap(({ marks }) => marks.map(({ key }) => key)));
  const wanted = [...[...change.keys].filter((key) => key.startsWith('page:')).slice(0, 64), ...pfns.map(pageKey), 'lru:inactiveAnon'];
  return ['moves', ...wanted.filter((key) => there.has(key))];
}
