// Cards of a frame: what it is used for, who maps it, who holds its references.
import { addrOfVpn, hex, sizeOfPages } from '../../base/hex';
import { kPageOwners } from '../../engine/generated/names';
import { kPageFlags } from '../../engine/generated/snapshot';
import { contentOf } from '../content';
import { anonVmaKey, pteKey, slotKey, tableKey } from '../keys';
import { levelName, type Machine } from '../machine';
import { pageWalk, type RefHolder } from '../rmap';
import { type Desk, type Field, few, field, type Line, link, plain, say, type Told } from './card';

export function pageCard(desk: Desk, pfn: number): Told | null {
  const { machine, words } = desk;
  if (pfn >= machine.s.machine.endPfn[0]!) return null;
  const row = machine.rowOfFrame(pfn);
  const title = `${words['kind.page']} ${hex(pfn)}`;
  const place = field(words['page.address'], plain(addrOfVpn(pfn)), words['page.addressMeans']);
  const commands = [`page pfn ${hex(pfn)}`];
  if (row === undefined) return { title, what: unusedWhat(desk, pfn), fields: place, commands };
  const anonVma = machine.anonVmaOfFrame(pfn);
  if (anonVma !== null) commands.push(`rmap pfn ${hex(pfn)}`);
  return { title, what: usedWhat(desk, pfn, row), fields: [...place, ...countFields(desk, pfn), ...stateFields(desk, pfn, row)], commands };
}

/** Frames that the allocator has, or never had, are told by the block they lie in. */
function unusedWhat({ machine, words }: Desk, pfn: number): Line {
  const { freeBlocks, reserved } = machine.s;
  for (let row = 0; row < freeBlocks.rows; ++row) {
    const from = freeBlocks.pfn[row]!;
    const order = freeBlocks.order[row]!;
    if (pfn >= from && pfn < from + 2 ** order) return say(words['page.free'], { order, from: hex(from), size: sizeOfPages(2 ** order) });
  }
  for (let row = 0; row < reserved.rows; ++row) {
    if (pfn >= reserved.startPfn[row]! && pfn < reserved.endPfn[row]!) return say(words['page.reserved']);
  }
  return say(words['page.hole']);
}

function usedWhat(desk: Desk, pfn: number, row: number): Line {
  const { machine, words, t } = desk;
  const owner = kPageOwners[machine.s.frames.type[row]!];
  const table = machine.tableRow.get(pfn);
  if (table !== undefined) {
    const name = levelName(machine.s.tables.level[table]!, machine.levels);
    return say(words['page.table'], { table: link(`${words['kind.table']} (${name})`, tableKey(pfn)) });
  }
  if (owner !== 'anon' && owner !== 'shmem')
    return say(words[owner === 'pcp' ? 'page.pcp' : owner === 'zero' ? 'page.zero' : 'page.kernel']);
  const count = machine.s.frames.mapcount[row]!;
  if (count === 0) return say(words[`page.${owner}Unmapped`]);
  return say(words[`page.${owner}`], { ptes: t.n('pte', count), processes: t.n('process', spacesOf(machine, pfn).size) });
}

function spacesOf(machine: Machine, pfn: number): Set<number> {
  const rows = machine.leavesOfFrame(pfn);
  return new Set(rows.flatMap((row) => machine.mmOfTable(machine.s.ptes.tablePfn[row]!) ?? []));
}

function countFields(desk: Desk, pfn: number): Field[] {
  const { machine, words } = desk;
  const walk = pageWalk(machine, pfn);
  if (!walk) return [];
  const entries = walk.holders.filter(({ kind }) => kind === 'pte');
  const others = walk.holders.filter(({ kind }) => kind !== 'pte');
  return [
    ...field('_mapcount', plain(walk.mapcount), words['page.mapcountMeans']),
    ...field(
      words['page.mappedBy'],
      few(desk, entries, (holder) => holderPart(desk, holder)),
    ),
    ...field('_refcount', plain(walk.refcount), words['page.refcountMeans']),
    ...field(
      words['page.heldBy'],
      few(desk, others, (holder) => holderPart(desk, holder)),
    ),
  ];
}

function holderPart({ machine, words }: Desk, { kind, pid, vpn, cpu, batch, count }: RefHolder) {
  if (kind === 'batch') return link(`${batch} · CPU ${cpu}`, 'word:batch');
  if (kind === 'swapCache') return link(words['page.inSwapCache'], 'word:swapcache');
  if (kind === 'pageCache' || kind === 'table') return { text: words[kind === 'table' ? 'page.asTable' : 'page.inPageCache'] };
  if (kind === 'other') return { text: `${words['page.other']} (${count})` };
  const mm = pid === undefined ? null : machine.mmOf(pid);
  const text = `${addrOfVpn(vpn ?? 0)} (${pid ?? words.nobody})`;
  return mm === null ? { text } : link(text, pteKey(mm, vpn ?? 0));
}

function stateFields(desk: Desk, pfn: number, row: number): Field[] {
  const { machine, words } = desk;
  const { frames } = machine.s;
  const anonVma = machine.anonVmaOfFrame(pfn);
  const flags = Object.entries(kPageFlags).filter(([, bit]) => (frames.flags[row]! & bit) !== 0);
  const known: Readonly<Record<string, string>> = {
    anon_exclusive: 'word:exclusive',
    lru: 'word:lru',
    buddy: 'word:buddy',
    dirty: 'word:dirty',
  };
  const content = contentOf(machine, pfn);
  return [
    ...field('mapping', anonVma === null ? [] : [link(`anon_vma ${anonVma}`, anonVmaKey(anonVma))], words['page.mappingMeans']),
    ...field('index', anonVma === null ? [] : plain(hex(frames.index[row]!)), words['page.indexMeans']),
    ...field(
      'flags',
      few(desk, flags, ([name]) => (known[name] ? link(name, known[name]) : { text: name }), 12),
    ),
    ...slotField(desk, pfn),
    ...field(words['page.content'], content ? plain(content) : []),
  ];
}

/** Of a page in the swap cache the slot that keeps a place for it. */
function slotField({ machine, words }: Desk, pfn: number): Field[] {
  const { area, offset, pfn: cached } = machine.s.swapSlots;
  const row = cached.indexOf(pfn);
  if (row < 0) return [];
  return field(words['kind.slot'], [link(`${area[row]}:${offset[row]}`, slotKey(area[row]!, offset[row]!))], words['page.slotMeans']);
}
