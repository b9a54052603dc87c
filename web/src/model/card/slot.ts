// The card of a slot of swap: who names it, where its page is, what the device holds.
import { addrOfVpn, hex } from '../../base/hex';
import { contentOf } from '../content';
import { pageKey, pteKey } from '../keys';
import { entriesOfSlot } from '../slot_entries';
import { kClusterSlots } from '../slot_runs';
import { type Slot, slotAt, swapOf } from '../swap';
import { asOwner, type Desk, type Field, few, field, type Line, link, plain, say, type Told } from './card';

export function slotCard(desk: Desk, area: number, offset: number): Told | null {
  const { machine, words } = desk;
  const slot = slotAt(machine, area, offset);
  const own = swapOf(machine).areas.find((one) => one.area === area);
  if (!own || slot.place === 'free') return null;
  const cluster = Math.floor(offset / kClusterSlots);
  const { list, count } = swapOf(machine).clusterOf(area, cluster);
  const rows = entriesOfSlot(machine, area, offset);
  const [first] = rows;
  const mm = first === undefined ? null : machine.mmOfTable(machine.s.ptes.tablePfn[first]!);
  const walk = first === undefined || mm === null ? [] : asOwner(desk, mm, [`walk ${addrOfVpn(machine.s.ptes.vpn[first]!)}`]);
  return {
    title: `${words['kind.slot']} ${area}:${offset}`,
    what: say(words[`slot.${slot.place}`], { frame: slot.pfn === null ? '' : link(hex(slot.pfn), pageKey(slot.pfn)) }),
    fields: [
      ...field(words['slot.area'], plain(`${own.name}, ${own.kind}, ${words['slot.prio']} ${own.prio}`)),
      ...field(words['slot.cluster'], say(words['slot.clusterSays'], { cluster, list, count }), words['slot.clusterMeans']),
      ...nameFields(desk, slot, rows),
      ...field(words['slot.cache'], cacheLine(desk, slot), words['slot.cacheMeans']),
      ...field(words['slot.written'], deviceLine(desk, slot)),
    ],
    commands: [...walk, 'show swap'],
  };
}

function nameFields(desk: Desk, { place, count, isShmem }: Slot, rows: readonly number[]): Field[] {
  const { machine, words } = desk;
  if (place === 'header') return [];
  const entry = (row: number) => {
    const mm = machine.mmOfTable(machine.s.ptes.tablePfn[row]!)!;
    const vpn = machine.s.ptes.vpn[row]!;
    return link(`${addrOfVpn(vpn)} (${machine.pidOf(mm) ?? words.nobody})`, pteKey(mm, vpn));
  };
  return [
    ...field('swap_count', plain(isShmem ? 'SWAP_MAP_SHMEM' : count), words['slot.countMeans']),
    ...field(words['slot.names'], isShmem ? say(words['slot.object']) : few(desk, rows, entry)),
  ];
}

function cacheLine({ words }: Desk, { place, pfn }: Slot): Line {
  if (pfn !== null) return [link(hex(pfn), pageKey(pfn))];
  return place === 'shadow' ? say(words['slot.shadowStays']) : [];
}

/** A page that is cached and clean says what stands on the device, too. */
function deviceLine({ machine, words }: Desk, { place, isZero, pfn }: Slot): Line {
  if (place === 'header') return [];
  if (isZero) return say(words['slot.zeros']);
  const content = pfn === null ? null : contentOf(machine, pfn);
  return content ? plain(content) : say(words['slot.page']);
}
