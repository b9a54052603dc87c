// Page tables of one process, from CR3 down: the walked address on top, the tree of tables, the bits of one entry below.
import { addrOfVpn } from '../../base/hex';
import { entryKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import { walkOf } from '../../model/walk';
import { useView } from '../context';
import { ViewPane } from '../view_pane';
import { AddressSplit } from './address_split';
import { EntryBits } from './entry_bits';
import { TableTree } from './table_tree';

export function TablesView() {
  const view = useView();
  const t = view.t.value;
  const machine = view.moment.value?.machine ?? null;
  const { pid, vpn } = view.focus.value;
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
      <div class="fill">{machine && mm !== null && <Tables machine={machine} mm={mm} vpn={vpn} />}</div>
    </ViewPane>
  );
}

interface TablesProps {
  machine: Machine;
  mm: number;
  vpn: number | null;
}

function Tables({ machine, mm, vpn }: TablesProps) {
  const { t } = useView();
  const walk = vpn === null ? null : walkOf(machine, mm, vpn);
  return (
    <div class="tables">
      {walk ? <AddressSplit walk={walk} /> : <p class="hint">{t.value('tables.none')}</p>}
      <TableTree machine={machine} mm={mm} walk={walk} />
      <EntryBits machine={machine} fallback={walk?.leaf ? entryKey(machine, walk.leaf.row) : null} mm={mm} vpn={vpn} />
    </div>
  );
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
