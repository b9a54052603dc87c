// The tree of tables, drawn from its layout.
import { hex } from '../../base/hex';
import { kCardHead, kRow, layoutTables, type TableCard, type TableRow, type TablesLayout } from '../../layout/tables';
import { type Change, kNoChange } from '../../model/diff';
import { entryKey, pageKey, tableKey } from '../../model/keys';
import { levelName, type Machine } from '../../model/machine';
import type { Walk } from '../../model/walk';
import { curveAcross } from '../../widgets/curve';
import { Drawing, Item } from '../../widgets/drawing';
import { useView } from '../context';
import { useScale } from '../view_pane';

interface Props {
  machine: Machine;
  mm: number;
  walk: Walk | null;
  width: number;
}

export function TableTree({ machine, mm, walk, width }: Props) {
  const { t, moment } = useView();
  const scale = useScale('tables');
  const changed = changedRows(machine, moment.value?.change ?? kNoChange);
  const layout = layoutTables(machine, { mm, vpn: walk?.vpn ?? null, width, changed });
  const frameX = layout.width + 22;
  return (
    <Drawing label={t.value('pane.tables')} width={frameX + 56} height={layout.height + 6} scale={scale} class="table-tree">
      {layout.links.map((link) => (
        <path key={link.key} class={`link ${link.walked ? 'walked' : ''}`} d={curveAcross(link.from, link.to)} />
      ))}
      {layout.cards.map((card) => (
        <Card key={card.pfn} machine={machine} card={card} />
      ))}
      {layout.stubs.map((stub) => (
        <text key={stub.level} class="faint small" x={stub.x + 6} y={stub.y + 14}>
          {t.value('tables.moreTables', { count: stub.tables })}
        </text>
      ))}
      <LeafFrame machine={machine} walk={walk} layout={layout} x={frameX} />
    </Drawing>
  );
}

/** Leaf entries are known by row; upper ones are looked up by the table they point to. */
function changedRows(machine: Machine, { keys, rows: leaves }: Change): Set<number> {
  const rows = new Set(leaves);
  const { level } = machine.s.ptes;
  for (let row = 0; row < level.length; ++row) if (level[row] !== 1 && keys.has(entryKey(machine, row))) rows.add(row);
  return rows;
}

function Card({ machine, card }: { machine: Machine; card: TableCard }) {
  const { moment } = useView();
  const isTop = card.level === machine.levels;
  const fresh = moment.value?.change.keys.has(tableKey(card.pfn)) ? 'changed' : '';
  return (
    <g class={`card ${card.walked ? 'walked' : ''} ${fresh}`} transform={`translate(${card.x} ${card.y})`}>
      <rect class="box" width={card.w} height={card.h} rx={6} />
      <Item
        keys={`${tableKey(card.pfn)} ${pageKey(card.pfn)}`}
        label={`${levelName(card.level, machine.levels)} ${hex(card.pfn)}`}
        class="head"
      >
        <rect class="hit" width={card.w} height={kCardHead} rx={6} />
        <text class="name" x={8} y={15}>
          {levelName(card.level, machine.levels)}
        </text>
        <text class="mono small dim" x={card.w - 8} y={15} text-anchor="end">
          {isTop ? 'CR3 ' : ''}
          {hex(card.pfn)}
        </text>
      </Item>
      {card.rows.map((row) => (
        <Row key={row.kind === 'entry' ? row.index : `y${row.y}`} machine={machine} card={card} row={row} />
      ))}
    </g>
  );
}

function Row({ machine, card, row }: { machine: Machine; card: TableCard; row: TableRow }) {
  const { t, moment } = useView();
  if (row.kind !== 'entry') {
    const text = t.value(row.kind === 'empty' ? 'tables.emptyRun' : 'tables.foldedRun', { count: row.count });
    return (
      <g class={`row fold ${row.walked ? 'dead' : ''}`} transform={`translate(0 ${row.y})`}>
        <text x={card.w / 2} y={12} text-anchor="middle" class="small">
          {text}
        </text>
      </g>
    );
  }
  const key = entryKey(machine, row.pte);
  const pfn = machine.s.ptes.pfn[row.pte]!;
  const keys = card.level === 1 ? `${key} ${pageKey(pfn)}` : `${key}`;
  const writable = (machine.s.ptes.entryLo[row.pte]! & 2) !== 0;
  const changed = moment.value?.change.keys.has(key) ? 'changed' : '';
  const label = t.value('tables.entry', {
    index: row.index,
    level: levelName(card.level, machine.levels),
    table: hex(card.pfn),
    target: t.value('tables.entryTarget', { pfn: hex(pfn) }),
  });
  return (
    <Item keys={keys} label={label} class={`row ${row.walked ? 'walked' : ''} ${changed}`} x={3} y={row.y}>
      <rect class="line" width={card.w - 6} height={kRow - 2} rx={4} />
      <text class="mono index" x={6} y={12}>
        {row.index}
      </text>
      <text class="mono" x={33} y={12}>
        → {hex(pfn)}
      </text>
      {card.level === 1 && (
        <text class="mono small dim" x={card.w - 11} y={12} text-anchor="end">
          {writable ? 'rw' : 'ro'}
        </text>
      )}
    </Item>
  );
}

function LeafFrame({ machine, walk, layout, x }: { machine: Machine; walk: Walk | null; layout: TablesLayout; x: number }) {
  const { moment } = useView();
  const leaf = walk?.leaf;
  const card = leaf && layout.cards.find((one) => one.pfn === leaf.table);
  const row = card?.rows.find((one) => one.kind === 'entry' && one.pte === leaf?.row);
  if (!leaf || !card || !row) return null;
  const from: [number, number] = [card.x + card.w, card.y + row.y + kRow / 2 - 1];
  const y = from[1] - 15;
  const changed = moment.value?.change.keys.has(pageKey(leaf.pfn)) ? 'changed' : '';
  const zero = leaf.pfn === machine.s.machine.zeroPfn[0] ? 'zero' : '';
  return (
    <g>
      <path class="link walked" d={curveAcross(from, [x, y + 15])} />
      <Item keys={pageKey(leaf.pfn)} label={hex(leaf.pfn)} class={`frame ${zero} ${changed}`} x={x} y={y}>
        <rect width={54} height={30} rx={5} />
        <text class="mono" x={27} y={19} text-anchor="middle">
          {hex(leaf.pfn)}
        </text>
      </Item>
    </g>
  );
}
