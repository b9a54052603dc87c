// The whole of user space on an even scale, above the areas, which lie on a broken one.
import { scaleLinear } from 'd3-scale';
import { sizeOfPages } from '../../base/hex';
import type { Link, Mark } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import type { SpacesLayout } from '../../layout/spaces';
import type { SpaceScene } from './area_marks';

/** The whole of user space on an even scale, and where the parts drawn below lie in it. */
export function wholeSpace({ machine, t }: SpaceScene, { axis, rows, left, top, width }: SpacesLayout): { marks: Mark[]; links: Link[] } {
  // Up to the last page but one: the scale goes to the next whole TiB.
  const end = Math.ceil((machine.s.machine.taskSizeVpn[0] ?? 2 ** 35) / 2 ** 28) * 2 ** 28;
  const w = width - left - 3;
  const scale = scaleLinear().domain([0, end]).range([0, w]);
  const values = [0, 0.25, 0.5, 0.75, 1].map((part) => end * part);
  const line: Mark = { key: 'whole', kind: 'axis', x: left, y: 22, w, h: 8, ticks: values.map((value) => scale(value)) };
  const labels = values.slice(0, -1).map((value): Mark => {
    const name = t('spaces.whole', { size: sizeOfPages(end) });
    const first = widthOf(name, kSmall, false) < w / 4 - 6 ? name : '0';
    const text = value === 0 ? first : sizeOfPages(value);
    return { key: `whole:${value}`, kind: 'note', x: left + scale(value), y: 4, w: w / 4, h: 16, words: [{ text, small: true }] };
  });
  const runs = runsIn(axis.pieces);
  const all = runsIn(rows.flatMap(({ axis: { pieces } }) => pieces));
  const specks = all.map(({ start, end: stop }): Mark => {
    const length = Math.max(5, Math.min(w, scale(stop)) - scale(start));
    return { key: `speck:${start}`, kind: 'slot', tone: 'anon', x: left + Math.min(w - length, scale(start)), y: 16, w: length, h: 12 };
  });
  const corners = runs.flatMap(({ start, x, w: width }): Mark[] =>
    (['from', 'to'] as const).map((side) => {
      const at = left + (side === 'from' ? x : x + width - 3);
      return { key: `${side}:${start}`, kind: 'note', x: at, y: top - 7, w: 0, h: 0 };
    }),
  );
  const links = runs.flatMap(({ start }): Link[] =>
    (['from', 'to'] as const).map((side) => ({
      key: `lens:${side}:${start}`,
      kind: 'chain',
      from: { mark: `speck:${start}`, side: 'bottom' },
      to: { mark: `${side}:${start}`, side: 'top' },
      bend: 'straight',
      tone: 'edge',
    })),
  );
  return { marks: [line, ...labels, ...corners, ...specks], links };
}

/** What lies together between far gaps. */
function runsIn(pieces: SpacesLayout['axis']['pieces']): { start: number; end: number; x: number; w: number }[] {
  const runs: { start: number; end: number; x: number; w: number }[] = [];
  pieces.forEach((piece, at) => {
    if (piece.kind === 'gap') return;
    const last = runs.at(-1);
    if (!last || isFarGap(pieces[at - 1]!)) runs.push({ ...piece });
    else Object.assign(last, { end: piece.end, w: piece.x + piece.w - last.x });
  });
  return runs;
}

const isFarGap = (piece: { kind: string; start: number; end: number }) => piece.kind === 'gap' && piece.end - piece.start >= 2 ** 18;
