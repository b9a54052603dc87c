// How the next round of reclaim would divide its looks between anonymous pages and those of files: two bars, and why they are so long.
import { grouped } from '../../base/hex';
import type { Box, Mark, Word } from '../../draw/mark';
import { kNormal, kSmall, widthOf, wrapped } from '../../draw/shape';
import type { Pressure, ScanSide } from '../../model/pressure';
import type { PressureScene } from './pressure_marks';
import type { PressureSay } from './words';

const kLine = 16;
const kBar = 18;
const kGap = 12;

const kLooks = {
  anon: { tone: 'own-anon' },
  file: { tone: 'own-shmem', sign: 'bars' },
} as const;

export function scanMarks({ pressure, reason, say }: PressureScene, { x, y, w }: Box): Mark[] {
  const title: Mark = { key: 'scan', kind: 'note', x, y, w, h: 20, words: [{ text: say('scan'), bold: true, x: 0 }] };
  const why = textMark('scan:why', reason, { x, y: y + 22, w });
  let top = why.y + why.h + kGap;
  // Both say as much.
  const isShort = pressure.sides.some((side) => widthOf(factsOf(side, say, 'of'), kSmall, false) > w);
  const sides = pressure.sides.flatMap((side) => {
    const marks = sideMarks(side, { x, y: top, w, h: 0 }, say, isShort);
    top += 2 * kLine + kBar + 4 + kGap;
    return marks;
  });
  return [title, why, ...sides, textMark('kswapd', kswapdText(pressure, say), { x, y: top, w })];
}

function kswapdText({ failures, isHopeless }: Pressure, say: PressureSay): string {
  if (isHopeless) return say('hopeless');
  return failures > 0 ? say('failed', { n: failures }) : say('asleep');
}

/** As many lines as it needs. */
function textMark(key: string, text: string, { x, y, w }: Omit<Box, 'h'>): Mark {
  const lines = wrapped(text, w - 4, kNormal);
  const words = lines.map((one, line): Word => ({ text: one, line, x: 0, ink: 'dim' }));
  return { key, kind: 'note', x, y, w, h: lines.length * kLine, words };
}

function factsOf({ swappiness, cost, inactive, active }: ScanSide, say: PressureSay, word: 'of' | 'ofShort'): string {
  return say(word, { swappiness, cost: grouped(cost), inactive: grouped(inactive), active: grouped(active) });
}

function sideMarks(side: ScanSide, { x, y, w }: Box, say: PressureSay, isShort: boolean): Mark[] {
  const { kind, share } = side;
  const percent = say('share', { n: Math.round(share * 100) });
  const label = `${say(kind)}: ${percent}; ${factsOf(side, say, 'of')}`;
  const name: Word[] = [
    { text: say(kind), x: 0 },
    { text: percent, at: 'end', bold: true },
  ];
  const why: Word[] = [{ text: factsOf(side, say, isShort ? 'ofShort' : 'of'), x: 0, small: true, ink: 'dim' }];
  const barY = y + kLine + 2;
  return [
    { key: `scan:${kind}/name`, kind: 'note', x, y, w, h: kLine, words: name },
    { key: `scan:${kind}/all`, kind: 'slot', x, y: barY, w, h: kBar, tone: 'own-free', sign: 'hollow' },
    { key: `scan:${kind}`, kind: 'slot', x, y: barY, w: Math.max(1, Math.round(w * share)), h: kBar, ...kLooks[kind], label },
    { key: `scan:${kind}/why`, kind: 'note', x, y: barY + kBar + 2, w, h: kLine, words: why },
  ];
}
