// Cards of areas, their flags, and the nodes of the tree that finds them.
import { addrOfVpn, hex, sizeOfPages } from '../../base/hex';
import { kVmFlags } from '../../engine/generated/names';
import { permText } from '../bits';
import { anonVmaKey, mmKey, nodeKey, pteKey, vmaKey } from '../keys';
import type { Vma } from '../machine';
import { asOwner, type Desk, type Field, few, field, link, plain, processPart, say, type Told } from './card';

const isOn = ({ flags, flagsHi }: Vma, bit: number) => (((bit < 32 ? flags >>> bit : flagsHi >>> (bit - 32)) & 1) as number) === 1;

export const rangeOf = (vma: Vma): string => `${addrOfVpn(vma.start)}–${addrOfVpn(vma.end)}`;

export function areaCard(desk: Desk, id: number): Told | null {
  const { machine, words } = desk;
  const vma = machine.vmaById.get(id);
  if (!vma) return null;
  const rows = machine.leavesIn(vma.mm, vma.start, vma.end);
  const pages = vma.end - vma.start;
  const addr = addrOfVpn(vma.start);
  const name = vma.name || words[(vma.flags & 0x80) !== 0 ? 'vma.shared' : 'vma.private'];
  const { vpn } = machine.s.ptes;
  return {
    title: `${words['kind.vma']} ${addr}`,
    what: say(words['vma.what'], { size: sizeOfPages(pages), who: processPart(desk, vma.mm), may: mayDo(desk, vma), name }),
    fields: [
      ...field(words['vma.range'], plain(rangeOf(vma))),
      ...field(words['vma.perm'], plain(permText(vma.flags)), words['vma.permMeans']),
      ...field(words['vma.present'], plain(`${rows.length} / ${pages}`), words['vma.presentMeans']),
      ...field(
        words['vma.pages'],
        few(desk, rows, (row) => link(addrOfVpn(vpn[row]!), pteKey(vma.mm, vpn[row]!)), 4),
      ),
      ...flagFields(desk, vma),
      ...field('vm_pgoff', plain(hex(vma.pgoff))),
      ...field('anon_vma', vma.anonVma === null ? plain(words['vma.noAnonVma']) : [link(String(vma.anonVma), anonVmaKey(vma.anonVma))]),
    ],
    commands: [
      ...[machine.pidOf(vma.mm)].flatMap((pid) => (pid === null ? [] : [`cat /proc/${pid}/maps`, `cat /proc/${pid}/smaps`])),
      ...asOwner(desk, vma.mm, [`mprotect ${addr} ${pages * 4}K r`, `munmap ${addr} ${pages * 4}K`]),
    ],
  };
}

function mayDo({ words }: Desk, vma: Vma): string {
  const may = (['read', 'write', 'exec'] as const).filter((_, bit) => isOn(vma, bit)).map((what) => words[`vma.${what}`]);
  return may.length > 0 ? may.join(words.and) : words['vma.none'];
}

/** Flags as smaps has them; what the MAY flags say of all areas alike is left to the list of flags. */
function flagFields(desk: Desk, vma: Vma): Field[] {
  const on = kVmFlags.filter(([, bit]) => isOn(vma, bit));
  return field(
    'VmFlags',
    few(desk, on, ([letters]) => link(letters, `flag:${letters}`), 30).map((part) => (part.text === ', ' ? { text: ' ' } : part)),
  );
}

export function flagCard(desk: Desk, letters: string): Told | null {
  const { machine, words } = desk;
  const row = kVmFlags.find(([name]) => name === letters);
  if (!row) return null;
  const having = machine.vmas.filter((vma) => isOn(vma, row[1]));
  const [constant = '', meaning = ''] = words[`flag.${row[0]}`].split(': ');
  return {
    title: `${constant} · ${letters}`,
    what: plain(meaning),
    fields: [
      ...field(words['flag.bit'], plain(row[1])),
      ...field(
        words['flag.areas'],
        having.length === 0 ? plain(words['flag.noArea']) : few(desk, having, (vma) => link(areaName(desk, vma), vmaKey(vma.id))),
      ),
    ],
    commands: [],
  };
}

export const areaName = ({ machine }: Desk, vma: Vma) => `${addrOfVpn(vma.start)} (${machine.pidOf(vma.mm) ?? '–'})`;

export function nodeCard(desk: Desk, node: number): Told | null {
  const { machine, words } = desk;
  const { mapleNodes, mapleSlots } = machine.s;
  const row = mapleNodes.node.indexOf(node);
  if (row < 0) return null;
  const from = mapleNodes.firstSlot[row]!;
  const slots = Array.from({ length: mapleNodes.count[row]! }, (_, at) => from + at);
  const isLeaf = mapleNodes.type[row] === 1;
  const kept = slots.filter((slot) => mapleSlots.kind[slot] !== 0);
  const mm = mapleNodes.mm[row]!;
  return {
    title: `${words['kind.node']} ${node}`,
    what: say(words[isLeaf ? 'node.leaf' : 'node.inner'], { who: processPart(desk, mm) }),
    fields: [
      ...field(words['node.slots'], plain(`${slots.length} / ${isLeaf ? 16 : 10}`)),
      ...field(
        words[isLeaf ? 'node.areas' : 'node.nodes'],
        few(desk, kept, (slot) => {
          const target = mapleSlots.target[slot]!;
          return isLeaf ? link(addrOfVpn(mapleSlots.startVpn[slot]!), vmaKey(target)) : link(String(target), nodeKey(target));
        }),
      ),
      ...field(
        words['node.above'],
        mapleNodes.depth[row] === 0
          ? [link(words['kind.mm'], mmKey(mm))]
          : [link(String(mapleNodes.parent[row]), nodeKey(mapleNodes.parent[row]!))],
      ),
    ],
    commands: ['show tree'],
  };
}
