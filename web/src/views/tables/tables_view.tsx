// Page tables of one process, from CR3 down: the walked address on top, the tree of tables, the bits of one entry below.
import { useEffect, useRef } from 'preact/hooks';
import { addrOfVpn } from '../../base/hex';
import { entryKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import { walkOf } from '../../model/walk';
import { boxAtRest } from '../../widgets/in_sight';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { useScale, ViewPane } from '../view_pane';
import { AddressSplit } from './address_split';
import { EntryBits } from './entry_bits';
import { TableTree } from './table_tree';

export function TablesView() {
  const view = useView();
  const t = view.t.value;
  const machine = view.moment.value?.machine ?? null;
  const { pid, vpn } = view.focus.value;
  const [ref, size] = useSize<HTMLDivElement>();
  const scale = useScale('tables');
  const mm = machine?.mmOf(pid) ?? null;
  const tables = machine && mm !== null ? machine.s.mms.nrTables[machine.mmRow.get(mm)!]! + 1 : 0;
  const subtitle = machine && mm !== null && vpn !== null && (
    <>
      {t('tables.walkOf', { addr: '' })}
      <code>{addrOfVpn(vpn)}</code>
    </>
  );
  return (
    <ViewPane
      name="tables"
      subtitle={subtitle || undefined}
      aside={t.n('table', tables)}
      tools={machine && <ProcessPicker machine={machine} />}
      bodyClass="tables-body"
    >
      <div class="fill" ref={ref}>
        {machine && mm !== null && size.width > 0 && (
          <Tables machine={machine} mm={mm} vpn={vpn} width={size.width / scale} height={size.height} />
        )}
      </div>
    </ViewPane>
  );
}

interface TablesProps {
  machine: Machine;
  mm: number;
  vpn: number | null;
  width: number;
  height: number;
}

function Tables({ machine, mm, vpn, width, height }: TablesProps) {
  const { t } = useView();
  const walk = vpn === null ? null : walkOf(machine, mm, vpn);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (scroller.current) showEndOfWalk(scroller.current);
    // The pane above grows with what a command did to the areas, and this one shrinks after it was drawn.
  }, [machine, mm, vpn, width, height]);
  return (
    <div class="tables">
      {walk ? <AddressSplit walk={walk} /> : <p class="hint">{t.value('tables.none')}</p>}
      <div class="scroll grow-y" ref={scroller}>
        <TableTree machine={machine} mm={mm} walk={walk} width={width} />
      </div>
      <EntryBits machine={machine} fallback={walk?.leaf ? entryKey(machine, walk.leaf.row) : null} mm={mm} vpn={vpn} />
    </div>
  );
}

/** What a walk is about is its last entry: scrolls there, within the pane alone, where that is out of sight. */
function showEndOfWalk(scroller: HTMLElement): void {
  const entry = [...scroller.querySelectorAll<SVGGraphicsElement>('.frame, .row.walked')].at(-1);
  if (!entry) return;
  const box = scroller.getBoundingClientRect();
  const { left, right, top, bottom } = boxAtRest(entry);
  const beyond = (low: number, high: number, from: number, to: number) => (high > to ? high - to + 6 : low < from ? low - from - 6 : 0);
  scroller.scrollBy(beyond(left, right, box.left, box.right), beyond(top, bottom, box.top, box.bottom));
}

function ProcessPicker({ machine }: { machine: Machine }) {
  const view = useView();
  const pids = machine.tasks.filter((task) => task.mm !== null);
  if (pids.length < 2) return null;
  return (
    <select
      class="picker"
      aria-label={view.t.value('tables.process')}
      value={view.focus.value.pid}
      onChange={(event) => view.look({ pid: Number(event.currentTarget.value) })}
    >
      {pids.map((task) => (
        <option key={task.pid} value={task.pid}>
          pid {task.pid}
        </option>
      ))}
    </select>
  );
}
