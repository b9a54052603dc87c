// One page's life as marks: time runs down. On the left three lanes say what its entry is, which frame holds it, which slot; on the right
// stand the commands, their events where one is opened, and every place that it came to.
import { hex } from '../../base/hex';
import type { Content, Mark, Word } from '../../draw/mark';
import type { Ink } from '../../draw/shape';
import { infoOf } from '../../engine/generated/events';
import { kPageFlags } from '../../engine/generated/snapshot';
import type { LifeMove } from '../../engine/protocol';
import { kLifeHead, kNumber, type LifeLayout, type LifeLine, layoutLife } from '../../layout/life';
import { eventSentence, type Sentences } from '../../model/event_text';
import { pageKey, pteKey, slotKey } from '../../model/keys';
import { type Band, bandsOf, flagChanges, isSamePlace, type LifeRow, recordOf } from '../../model/life';
import type { LifeSay } from './words';

export interface LifeScene {
  rows: readonly LifeRow[];
  /** Texts of the log's commands. */
  commands: readonly string[];
  /** Of the entry that all is about. */
  mm: number | null;
  vpn: number;
  /** The moment that is looked at: so many events of so manieth command; null: all of them. */
  at: { command: number; event: number | null };
  sentences: Sentences;
  say: LifeSay;
  width: number;
}

const kFlagNames = Object.entries(kPageFlags).map(([name, bit]) => [bit, name] as const);

export function lifeContent(scene: LifeScene): Content {
  const { rows, say } = scene;
  const lines = rows.map((row) => lineOf(scene, row));
  const layout = layoutLife(lines, scene.width);
  const bands = bandsOf(rows);
  const heads = (['entry', 'frame', 'slot'] as const).map((lane, i): Mark => {
    const words: Word[] = [{ text: say(`head.${lane}`), small: true, at: 'middle', ink: 'dim' }];
    return { key: `head:${lane}`, kind: 'note', x: layout.lane.x[i]!, y: 0, w: layout.lane.w, h: kLifeHead, words };
  });
  const current = currentRow(scene);
  const texts = rows.map((row, i) => rowMark(scene, row, { layout, i, line: lines[i]!, isCurrent: i === current }));
  return {
    marks: [...heads, ...bands.map((band) => bandMark(scene, band, layout)), ...texts],
    links: [],
    about: current === null ? texts.slice(-1).map(({ key }) => key) : [texts[current]!.key],
  };
}

/** The last row that had begun at the looked-at moment. */
function currentRow({ rows, at }: LifeScene): number | null {
  const isReached = (row: LifeRow): boolean => {
    const [command, seq] =
      row.kind === 'command'
        ? [row.command, 0]
        : row.kind === 'step'
          ? [row.step.command, row.step.seq + 1]
          : [row.move.command, row.move.seq];
    if (command !== at.command - 1) return command < at.command - 1;
    return at.event === null || seq <= at.event;
  };
  const found = rows.findLastIndex(isReached);
  return found < 0 ? null : found;
}

function lineOf(scene: LifeScene, row: LifeRow): LifeLine {
  if (row.kind === 'command')
    return { number: `${row.command + 1}`, name: '', text: scene.commands[row.command] ?? '', small: false, gap: 6 };
  if (row.kind === 'move') return { number: '→', name: '', text: moveText(scene.say, row.move, row.before), small: false, gap: 0 };
  const event = recordOf(row.step);
  const text = eventSentence(event, scene.sentences);
  return { number: `${row.step.seq + 1}`, name: infoOf(event)?.name ?? '', text, small: true, gap: 0 };
}

export function moveText(say: LifeSay, move: LifeMove, before: LifeMove | null): string {
  const flags = flagChanges(move, before, kFlagNames).join(' ');
  const place = before && isSamePlace(move, before) ? '' : placeText(say, move);
  return [place, flags && say('flags', { flags })].filter(Boolean).join('; ');
}

const counted = (say: LifeSay, word: 'mapped', n: number) => (n < 2 ? say(`${word}.${n as 0 | 1}`) : say(word, { n }));

export function placeText(say: LifeSay, { where, pfn, slot, isMapped, isWritable, mapcount, swapCount }: LifeMove): string {
  const mapped = counted(say, 'mapped', mapcount);
  if (where === 'nowhere') return say('nowhere');
  if (where === 'zero') return say('zero');
  if (where === 'swap') {
    const n = swapCount === 1 ? say('named.1') : say('named', { n: swapCount });
    return [say('swap', { slot: slot ?? '–', n }), pfn === null ? '' : say('cached', { pfn: hex(pfn), mapped })].filter(Boolean).join('; ');
  }
  const rights = !isMapped ? say('others') : isWritable ? '' : say('readOnly');
  const frame = [say('memory', { pfn: hex(pfn!), mapped }), rights].filter(Boolean).join(', ');
  return slot === null ? frame : `${frame}; ${say('keeps', { slot })}`;
}

interface Place {
  layout: LifeLayout;
  i: number;
  line: LifeLine;
  isCurrent: boolean;
}

function rowMark(scene: LifeScene, row: LifeRow, place: Place): Mark {
  const { layout, i, line } = place;
  const { y, h } = layout.rows[i]!;
  const box = { x: layout.text.x, y, w: layout.text.w, h };
  const words = wordsOf(row, place);
  const text = [line.number, line.name, line.text].filter(Boolean).join(' ');
  if (row.kind === 'command') {
    const count = row.steps === 1 ? scene.say('event') : scene.say('events', { n: row.steps });
    const label = `${text}: ${count}. ${scene.say(row.isOpen ? 'close' : 'open')}`;
    return { key: `command:${row.command}`, kind: 'list', ...box, words, label, act: `command:${row.command}`, open: row.isOpen };
  }
  const { command, seq } = row.kind === 'move' ? row.move : row.step;
  const after = row.kind === 'move' ? seq : row.step.end + 1;
  const label = `${text}. ${scene.say('go')}`;
  return { key: `${row.kind}:${command}/${seq}`, kind: 'note', ...box, words, label, act: `go:${command}/${after}` };
}

function wordsOf(row: LifeRow, { layout, i, line, isCurrent }: Place): Word[] {
  const { lines, lead } = layout.rows[i]!;
  const { small } = line;
  const bold = row.kind !== 'step';
  const ink: Ink = isCurrent ? 'sel' : bold ? 'ink' : 'dim';
  const number: Word = { text: line.number, mono: true, small: true, x: 10, ink: isCurrent ? 'sel' : 'faint' };
  const name: Word[] = line.name ? [{ text: line.name, mono: true, small, x: kNumber, ink: isCurrent ? 'sel' : 'ink' }] : [];
  const text = lines.map((part, at): Word => ({ text: part, line: at, small, bold, ink, x: kNumber + (at === 0 ? lead : 0) }));
  return [number, ...name, ...text];
}

function bandMark(scene: LifeScene, { lane, from, to, move }: Band, { rows, lane: lanes, height }: LifeLayout): Mark {
  const y = rows[from]!.y + 2;
  const end = to < rows.length ? rows[to]!.y : height;
  const place = { y, w: lanes.w, h: Math.max(14, end - y - 2) };
  const key = `${lane}@${move.command}/${move.seq}`;
  const word = (text: string): Word[] => [{ text, small: true, at: 'middle' }];
  const label = placeText(scene.say, move);
  const isSlim = lanes.w < 50;
  if (lane === 'entry') {
    const state = !move.isMapped ? 'swap' : move.where === 'zero' ? 'zero' : move.isWritable ? 'rw' : 'r';
    const keys = scene.mm === null ? {} : { keys: pteKey(scene.mm, scene.vpn) };
    const walked = move.isMapped;
    return {
      key,
      kind: 'entry',
      x: lanes.x[0],
      ...place,
      ...keys,
      label,
      words: word(scene.say(`lane.${state}`)),
      walked,
      ghost: !move.isMapped,
    };
  }
  if (lane === 'frame') {
    const pfn = move.pfn!;
    const many = move.mapcount > 1 && !isSlim ? `×${move.mapcount}` : '';
    const text = isSlim ? pfn.toString(16) : `${hex(pfn)}${many ? '' : ''}`;
    const words: Word[] = many && place.h > 32 ? [...word(text), { text: many, small: true, at: 'middle', line: 1 }] : word(text);
    return { key, kind: 'frame', x: lanes.x[1], ...place, tone: 'anon', keys: pageKey(pfn), label, words, quiet: move.where === 'swap' };
  }
  const [area = 0, offset = 0] = move.slot!.split(':').map(Number);
  const sign = move.where === 'swap' ? {} : { sign: 'hollow' as const };
  return {
    key,
    kind: 'slot',
    x: lanes.x[2],
    ...place,
    tone: 'own-anon',
    ...sign,
    keys: slotKey(area, offset),
    label,
    words: word(move.slot!),
  };
}
