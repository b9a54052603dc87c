// Cards of page-table entries, of addresses without one, of tables, and of an entry's bits.
import { addrOfVpn, hex, sizeOfPages } from '../../base/hex';
import { kPteBits } from '../../engine/generated/names';
import { NONE } from '../../engine/generated/snapshot';
import { type BitId, decodeEntry, entryHex, isGuard, isPresent, isWritable, swapEntry } from '../bits';
import { pageKey, pteKey, slotKey, tableKey, vmaKey } from '../keys';
import { levelName, type Pte } from '../machine';
import { walkOf } from '../walk';
import { asOwner, type Desk, type Field, few, field, link, plain, processPart, say, type Told } from './card';

export function entryCard(desk: Desk, mm: number, vpn: number): Told | null {
  const { machine, words } = desk;
  const leaf = machine.leafOf(mm, vpn);
  if (!leaf) return addressCard(desk, mm, vpn);
  const guard = isGuard(leaf.lo, leaf.hi);
  const who = processPart(desk, mm);
  const slot = swapEntry(leaf.lo, leaf.hi);
  const named = slot ? link(`${slot.area}:${slot.offset}`, slotKey(slot.area, slot.offset)) : '';
  const holes = { addr: addrOfVpn(vpn), who, frame: link(hex(leaf.pfn), pageKey(leaf.pfn)), slot: named };
  const hasFrame = isPresent(leaf.lo);
  const kind = guard ? 'guard' : slot ? 'swap' : !hasFrame ? 'marker' : isWritable(leaf.lo) ? 'writable' : 'readOnly';
  const bits = decodeEntry(leaf.lo, leaf.hi);
  return {
    title: `${words['kind.pte']} ${addrOfVpn(vpn)}`,
    what: say(words[`pte.${kind}`], holes),
    fields: [
      ...field(words['pte.value'], plain(entryHex(leaf.lo, leaf.hi))),
      ...(hasFrame ? field(words['kind.page'], [holes.frame]) : []),
      ...(named ? field(words['kind.slot'], [named]) : []),
      ...(slot ? field(words['pte.swapBits'], plain(swapBits(leaf.lo)), words['pte.swapBitsMean']) : []),
      ...placeFields(desk, leaf, mm, vpn),
      ...bits.filter(({ on }) => on).flatMap(({ id, bit }) => bitField(desk, id, bit)),
      ...(hasFrame ? clearBits(desk, bits) : []),
    ],
    commands: asOwner(desk, mm, [
      `walk ${addrOfVpn(vpn)}`,
      `read ${addrOfVpn(vpn)}`,
      `write ${addrOfVpn(vpn)} "x"`,
      `story ${addrOfVpn(vpn)}`,
    ]),
  };
}

/** SWP_EXCLUSIVE, the soft-dirty bit and the one of userfaultfd, as they stand in an entry of the swap form. */
const swapBits = (lo: number) =>
  [lo & 8 ? 'exclusive' : '', lo & 2 ? 'soft-dirty' : '', lo & 4 ? 'uffd-wp' : ''].filter(Boolean).join(', ') || '–';

const bitField = ({ t }: Desk, id: BitId, bit: number): Field[] => field(`${bit}`, [link(id, `bit:${id}`)], t(`bit.${id}`));

/** Of the bits that are clear those that decide what may be done. */
function clearBits(desk: Desk, bits: ReturnType<typeof decodeEntry>): Field[] {
  const telling = bits.filter(({ id, on }) => !on && ['P', 'RW', 'US', 'A', 'D', 'NX'].includes(id));
  return field(
    desk.words['pte.clear'],
    few(desk, telling, ({ id }) => link(id, `bit:${id}`), 9),
  );
}

function placeFields(desk: Desk, leaf: Pte, mm: number, vpn: number): Field[] {
  const { machine, words } = desk;
  const vma = machine.vmaAt(mm, vpn);
  return [
    ...field(words['kind.table'], say(words['pte.at'], { table: link(hex(leaf.table), tableKey(leaf.table)), index: leaf.index })),
    ...field(words['kind.vma'], vma ? [link(`${addrOfVpn(vma.start)}–${addrOfVpn(vma.end)}`, vmaKey(vma.id))] : []),
  ];
}

/** Where the walk of the address ends, and whether an area would let it go on. */
export function addressCard(desk: Desk, mm: number, vpn: number): Told | null {
  const { machine, words } = desk;
  const walk = walkOf(machine, mm, vpn);
  if (!walk) return null;
  const vma = machine.vmaAt(mm, vpn);
  const addr = addrOfVpn(vpn);
  const holes = { addr, who: processPart(desk, mm), area: vma ? link(words['kind.vma'], vmaKey(vma.id)) : '' };
  const levels = walk.steps.flatMap(({ name, index, table, entry }) =>
    field(`${name} ${index}`, [
      entry ? link(hex(entry.pfn), pageKey(entry.pfn)) : { text: words['pte.empty'] },
      ...say(words['pte.in'], { table: link(hex(table), tableKey(table)) }),
    ]),
  );
  return {
    title: `${words['kind.addr']} ${addr}`,
    what: say(words[vma ? 'addr.untouched' : 'addr.nothing'], holes),
    fields: levels,
    commands: asOwner(desk, mm, [`walk ${addr}`, `read ${addr}`, `write ${addr} "x"`]),
  };
}

export function tableCard(desk: Desk, pfn: number): Told | null {
  const { machine, words } = desk;
  const row = machine.tableRow.get(pfn);
  if (row === undefined) return null;
  const { tables, ptes } = machine.s;
  const level = tables.level[row]!;
  const pages = 512 ** level;
  const base = tables.baseVpn[row]!;
  const parent = tables.parentPfn[row]!;
  const { from, to } = machine.entriesOf(row);
  const rows = Array.from({ length: to - from }, (_, at) => from + at);
  const mm = tables.mm[row]!;
  const entry = (one: number) => link(`${ptes.index[one]}`, level === 1 ? pteKey(mm, ptes.vpn[one]!) : tableKey(ptes.pfn[one]!));
  return {
    title: `${levelName(level, machine.levels)} · ${words['kind.table']} ${hex(pfn)}`,
    what: say(words[level === 1 ? 'table.leaf' : 'table.upper'], { who: processPart(desk, mm), size: sizeOfPages(pages) }),
    fields: [
      ...field(words['table.range'], plain(`${addrOfVpn(base)}–${addrOfVpn(base + pages)}`)),
      ...field(words['table.used'], plain(`${tables.used[row]} / 512`)),
      ...field(words['table.entries'], few(desk, rows, entry, 10)),
      ...field(
        words['table.parent'],
        parent === NONE
          ? plain('CR3')
          : say(words['pte.at'], { table: link(hex(parent), tableKey(parent)), index: tables.parentIndex[row]! }),
      ),
      ...field(words['kind.page'], [link(hex(pfn), pageKey(pfn))]),
    ],
    commands: [`page pfn ${hex(pfn)}`],
  };
}

export function bitCard(desk: Desk, id: string): Told | null {
  const { t, words, machine } = desk;
  const row = kPteBits.find(([name]) => name === id);
  if (!row) return null;
  const { ptes } = machine.s;
  let [set, all] = [0, 0];
  for (let at = 0; at < ptes.rows; ++at) {
    if (ptes.level[at] !== 1 || !isPresent(ptes.entryLo[at]!)) continue;
    ++all;
    if (decodeEntry(ptes.entryLo[at]!, ptes.entryHi[at]!).find((bit) => bit.id === id)!.on) ++set;
  }
  return {
    title: `${words['kind.bit']} ${id}`,
    what: say(words['bit.what'], { bit: row[1], id }),
    fields: [
      ...field(words['bit.set'], plain(t(`bit.${row[0]}`))),
      ...field(words['bit.clear'], plain(t(`bit.off.${row[0]}`))),
      ...field(words['bit.now'], say(words['bit.count'], { set, all })),
    ],
    commands: [],
  };
}
