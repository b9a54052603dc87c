// Zones with their free blocks by order, and the per-CPU lists.
import { grouped } from '../../base/hex';
import type { Mark, Word } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import { kZones } from '../../engine/generated/names';
import type { MemoryLayout } from '../../layout/memory';
import type { MemoryScene } from './memory_scene';

/** Where the second column begins. */
const kColumn = 110;

export function zoneMarks(scene: MemoryScene, layout: MemoryLayout): Mark[] {
  const rows = Array.from(scene.machine.s.zones.zone, (_, row) => row);
  const zones = rows.map((row) => (layout.isSmall ? shortZone(scene, layout, row) : longZone(scene, layout, row)));
  return layout.isSmall ? zones : [...zones, ...lists(scene, layout)];
}

const nameOf = (zone: number) => kZones[zone] ?? String(zone);

function shortZone({ machine: { s }, t }: MemoryScene, { width, zoneHeight }: MemoryLayout, row: number): Mark {
  const part = Math.round((100 * s.zones.freePages[row]!) / Math.max(1, s.zones.managedPages[row]!));
  const text = t('memory.zoneShort', { zone: nameOf(s.zones.zone[row]!), part });
  const place = { x: 0, y: row * (zoneHeight + 6), w: width, h: zoneHeight };
  return { key: `zone:${s.zones.zone[row]}`, kind: 'list', ...place, label: text, words: [{ text, small: true }] };
}

function longZone({ machine: { s }, t }: MemoryScene, { width, zoneHeight }: MemoryLayout, row: number): Mark {
  const { zones, freeAreas } = s;
  const zone = zones.zone[row]!;
  const counts = Array.from(freeAreas.zone, (one, at) => (one === zone ? freeAreas.nrFree[at]! : -1)).filter((count) => count >= 0);
  const said = t('memory.zoneFree', {
    free: grouped(zones.freePages[row]!),
    all: grouped(zones.managedPages[row]!),
    min: zones.watermarkMin[row]!,
    low: zones.watermarkLow[row]!,
    high: zones.watermarkHigh[row]!,
  });
  const orders = counts.map((count, order) => t('memory.order', { order, count }));
  const step = (width - kColumn - 8) / Math.max(1, counts.length);
  const fits = orders.every((text) => widthOf(text, kSmall, false) < step - 4);
  const columns = fits ? orders : counts.map((count, order) => `${order}: ${count}`);
  const isRoomy = columns.every((text) => widthOf(text, kSmall, false) < step - 4);
  const words: Word[] = [
    { text: t('memory.zone', { zone: nameOf(zone) }), bold: true },
    ...(widthOf(said, kSmall, false) < width - kColumn ? [{ text: said, x: kColumn, small: true, ink: 'dim' as const }] : []),
    ...(isRoomy
      ? columns.map((text, order): Word => {
          return { text, x: kColumn + order * step, line: 1, small: true, ink: counts[order] ? 'ink' : 'faint' };
        })
      : [{ text: counts.join(' '), x: kColumn, line: 1, small: true, mono: true }]),
  ];
  const label = `${t('memory.zone', { zone: nameOf(zone) })}: ${said}; ${t('memory.zoneOrders', { counts: counts.join(' ') })}`;
  return { key: `zone:${zone}`, kind: 'list', x: 0, y: row * (zoneHeight + 6), w: width, h: zoneHeight, label, words };
}

function lists({ machine: { s }, t, cpu }: MemoryScene, { lists: y, width }: MemoryLayout): Mark[] {
  const name = t('memory.pcpLabel');
  const head: Mark = { key: 'lists', kind: 'note', x: 0, y, w: kColumn - 6, h: 22, words: [{ text: name, small: true }] };
  const { pcp } = s;
  const rows = Array.from(pcp.zone, (_, row) => row).filter((row) => pcp.count[row]! > 0 || pcp.cpu[row] === cpu);
  let x = kColumn;
  const marks = rows.flatMap((row): Mark[] => {
    const text = t('memory.pcp', { cpu: pcp.cpu[row]!, zone: nameOf(pcp.zone[row]!), count: pcp.count[row]! });
    const w = Math.ceil(widthOf(text, kSmall, false)) + 24;
    if (x + w > width) return [];
    x += w + 8;
    const place = { x: x - w - 8, y, w, h: 22 };
    return [
      {
        key: `list:${pcp.zone[row]}/${pcp.cpu[row]}`,
        kind: 'list',
        tone: 'own-pcp',
        ...place,
        label: text,
        words: [{ text, small: true }],
      },
    ];
  });
  return [head, ...marks];
}
