// The tree of tables: what somebody unfolded or folded of it, kept while the address space lives.
import { signal } from '@preact/signals';
import type { Size } from '../../draw/camera';
import type { Change } from '../../model/diff';
import { kNoChange } from '../../model/diff';
import { entryKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import type { Walk } from '../../model/walk';
import { useView } from '../context';
import { Drawn } from '../drawn';
import { tableContent } from './table_small';

interface Folding {
  rows: ReadonlySet<number>;
  tables: ReadonlySet<number>;
  fold: ReadonlySet<number>;
}

const folding = signal<Folding>({ rows: new Set(), tables: new Set(), fold: new Set() });

/** "rows:0x…" and the like: the part of the folding that is switched, and the table's frame. */
function act(what: string): void {
  const [part = '', frame = ''] = what.split(':');
  if (part !== 'rows' && part !== 'tables' && part !== 'fold') return;
  const next = new Set(folding.value[part]);
  const pfn = Number(frame);
  if (!next.delete(pfn)) next.add(pfn);
  folding.value = { ...folding.value, [part]: next };
}

interface Props {
  machine: Machine;
  mm: number;
  walk: Walk | null;
}

export function TableTree({ machine, mm, walk }: Props) {
  const { t, moment, strength } = useView();
  const change = moment.value?.change ?? kNoChange;
  const { rows, tables, fold } = folding.value;
  const content = ({ width, height }: Size) =>
    tableContent({
      machine,
      walk,
      change,
      strength: strength.value,
      t: t.value,
      options: {
        mm,
        vpn: walk?.vpn ?? null,
        width,
        height,
        changed: changedRows(machine, change),
        openedRows: rows,
        openedTables: tables,
        folded: fold,
      },
    });
  return <Drawn name="tables" label={t.value('pane.tables')} content={content} act={act} />;
}

/** Leaf entries are known by row; upper ones are looked up by the table they point to. */
function changedRows(machine: Machine, { keys, rows: leaves }: Change): Set<number> {
  const rows = new Set(leaves);
  const { level } = machine.s.ptes;
  for (let row = 0; row < level.length; ++row) if (level[row] !== 1 && keys.has(entryKey(machine, row))) rows.add(row);
  return rows;
}
