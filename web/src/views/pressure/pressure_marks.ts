// Pressure as marks: what was free in each zone after every command, against the watermarks; below it when kswapd and direct reclaim were
// at work; beside it how the next round of reclaim would divide its looks, and why.
import { grouped } from '../../base/hex';
import type { Box, Content, Mark } from '../../draw/mark';
import { type Plot, plotColumns, plotMarks } from '../../draw/plot';
import { fitting, kNormal, kSmall, widthOf } from '../../draw/shape';
import { kAwakeRow, kPlotHead, layoutPressure, type PressureLayout } from '../../layout/pressure';
import type { Pressure, PressureStep, PressureZone } from '../../model/pressure';
import { scanMarks } from './scan_marks';
import type { PressureSay } from './words';

export interface PressureScene {
  pressure: Pressure;
  steps: readonly PressureStep[];
  /** The step that is looked at, and whether it is over: in the middle of one nothing is known yet of its end. */
  at: number | null;
  reason: string;
  room: { width: number; height: number };
  say: PressureSay;
}

/** What lies above so many times the high watermark has the upper half of a plot. */
const kKnee = 1.4;
/** How much wider bold letters are. */
const kBold = 1.08;

export function pressureContent(scene: PressureScene): Content {
  const { pressure, room } = scene;
  const layout = layoutPressure(pressure.zones.length, room);
  const plots = pressure.zones.flatMap((zone, at) => zoneMarks(scene, zone, layout.zones[at]!, layout));
  const scan = scanMarks(scene, layout.scan);
  const looked = plots.filter(({ walked }) => walked).map(({ key }) => key);
  return { marks: [...plots, ...awakeMarks(scene, layout), ...scan], links: [], about: [...looked.slice(0, 1), 'scan:anon', 'scan:file'] };
}

function zoneMarks({ steps, at, say }: PressureScene, zone: PressureZone, box: Box, { gutters }: PressureLayout): Mark[] {
  const level = say(`level.${zone.level}`);
  const text = say('zoneShort', { zone: zone.name, free: grouped(zone.free) });
  // With its reason, or without.
  const said = fitting([level, level.split(/[:：]/)[0]!], box.w - widthOf(text, kNormal, false) * kBold - 16, kSmall);
  const title: Mark = {
    key: `zone:${zone.name}`,
    kind: 'note',
    ...box,
    h: kPlotHead,
    label: say('zone', { zone: zone.name, free: grouped(zone.free), level }),
    words: [
      { text, bold: true, x: 0 },
      { text: said, at: 'end', small: true, ink: zone.level === 'aboveHigh' ? 'dim' : 'hot' },
    ],
  };
  const lines = (['high', 'low', 'min'] as const).map((key) => ({ key, value: zone[key], text: say(key, { n: grouped(zone[key]) }) }));
  const plot: Plot = {
    key: `free:${zone.name}`,
    tone: 'own-anon',
    values: steps.map(({ free }) => free[zone.place] ?? 0),
    at,
    lines,
    knee: Math.ceil(zone.high * kKnee),
    shows: 'smallest',
    format: grouped,
    labelOf: (from, to, value) =>
      from === to
        ? say('after', { n: to + 1, free: grouped(value), zone: zone.name })
        : say('afterMany', { from: from + 1, to: to + 1, free: grouped(value), zone: zone.name }),
    actOf: (to) => `go:${to}`,
  };
  return [title, ...plotMarks(plot, { x: box.x, y: box.y + kPlotHead, width: box.w, height: box.h - kPlotHead, gutters })];
}

const kRows = [
  { who: 'kswapd', tone: 'table', sign: 'dot' },
  { who: 'direct', tone: 'bad', sign: 'cross' },
] as const;

/** A sign in the column of each command during which somebody was at work. */
function awakeMarks({ steps, say }: PressureScene, { awake, gutters }: PressureLayout): Mark[] {
  const columns = plotColumns(steps.length, awake.w - gutters.left - gutters.right);
  return kRows.flatMap(({ who, tone, sign }, row): Mark[] => {
    const y = awake.y + row * kAwakeRow;
    const words = [{ text: say(who), at: 'end' as const, small: true }];
    const name: Mark = { key: `who:${who}`, kind: 'note', x: awake.x, y, w: gutters.left - 4, h: kAwakeRow, words };
    const marks = columns.flatMap(({ from, to, x, w }): Mark[] => {
      const n = steps.slice(from, to + 1).reduce((sum, step) => sum + step[who], 0);
      if (n === 0) return [];
      const label = from === to ? say(`${who}Ran`, { n, command: to + 1 }) : say(`${who}RanMany`, { n, from: from + 1, to: to + 1 });
      const box = { x: awake.x + gutters.left + x, y: y + 3, w, h: kAwakeRow - 6 };
      return [{ key: `${who}#${from}`, kind: 'slot', ...box, tone, sign, label, act: `go:${to}` }];
    });
    return [name, ...marks];
  });
}
