// Cards of a process with its address space, and of what finds its pages again: anon_vmas and the chain nodes between them and areas.
import { addrOfVpn, hex, sizeOfPages } from '../../base/hex';
import { anonVmaKey, mmKey, pageKey, tableKey, vmaKey } from '../keys';
import type { Machine, Task } from '../machine';
import { areaName } from './area';
import { asOwner, type Desk, type Field, few, field, type Line, link, plain, say, type Told } from './card';

export function processCard(desk: Desk, mm: number): Told | null {
  const { machine, words, t } = desk;
  const row = machine.mmRow.get(mm);
  const [task, ...others] = machine.tasksOf(mm);
  if (row === undefined || !task) return null;
  const { mms } = machine.s;
  const areas = machine.vmasOf.get(mm) ?? [];
  const resident = mms.rssAnon[row]! + mms.rssFile[row]! + mms.rssShmem[row]!;
  const parent = machine.task(task.parent);
  return {
    title: `${words['kind.mm']} ${task.pid} · ${task.comm}`,
    what: say(words['mm.what'], {
      areas: t.n('area', areas.length),
      size: sizeOfPages(mms.totalVm[row]!),
      resident: sizeOfPages(resident),
    }),
    fields: [
      ...field(words['mm.parent'], parent ? [taskPart(machine, parent)] : []),
      ...field(
        words['mm.children'],
        few(
          desk,
          machine.tasks.filter((one) => one.parent === task.pid),
          (one) => taskPart(machine, one),
        ),
      ),
      ...field(
        words['mm.others'],
        few(desk, others, (one) => ({ text: `${one.pid} ${one.comm}` })),
        words['mm.othersMeans'],
      ),
      ...field('CPU', plain(task.cpu)),
      ...field(
        words['mm.areas'],
        few(desk, areas, (vma) => link(addrOfVpn(vma.start), vmaKey(vma.id)), 5),
      ),
      ...field('VmSize', plain(sizeOfPages(mms.totalVm[row]!)), words['mm.sizeMeans']),
      ...field('VmRSS', plain(sizeOfPages(resident)), words['mm.rssMeans']),
      ...field('CR3', [link(hex(mms.pgdPfn[row]!), tableKey(mms.pgdPfn[row]!))], words['mm.cr3Means']),
      ...field(words['mm.tables'], plain(mms.nrTables[row]! + 1)),
      ...field('minflt', plain(task.minflt), words['mm.minfltMeans']),
    ],
    commands: [`cat /proc/${task.pid}/maps`, `cat /proc/${task.pid}/status`, ...asOwner(desk, mm, ['fork', 'exit'])],
  };
}

const taskPart = (machine: Machine, { pid, comm, mm, zombie }: Task) => {
  const text = `${pid} ${comm}`;
  return mm === null || zombie || machine.pidOf(mm) === null ? { text: `${text} †` } : link(text, mmKey(mm));
};

export function anonVmaCard(desk: Desk, id: number): Told | null {
  const { machine, words, t } = desk;
  const row = machine.anonVmaRow.get(id);
  if (row === undefined) return null;
  const { anonVmas, frames } = machine.s;
  const found = (machine.avcsOfTree.get(id) ?? []).flatMap((avc) => machine.vmaById.get(machine.s.avcs.vma[avc]!) ?? []);
  const pages = Array.from(frames.pfn).filter((_, at) => frames.anonVma[at] === id);
  const relative = (other: number): Line => (other === id ? plain(words['av.itself']) : [link(`anon_vma ${other}`, anonVmaKey(other))]);
  return {
    title: `anon_vma ${id}`,
    what: say(words['av.what'], { pages: t.n('page', pages.length), areas: t.n('area', found.length) }),
    fields: [
      ...field(
        words['av.areas'],
        few(desk, found, (vma) => link(areaName(desk, vma), vmaKey(vma.id))),
        words['av.areasMean'],
      ),
      ...field(
        words['av.pages'],
        few(desk, pages, (pfn) => link(hex(pfn), pageKey(pfn))),
      ),
      ...field('root', relative(anonVmas.root[row]!), words['av.rootMeans']),
      ...field('parent', relative(anonVmas.parent[row]!)),
      ...field('num_children', plain(anonVmas.numChildren[row]!)),
      ...field('num_active_vmas', plain(anonVmas.numActiveVmas[row]!), words['av.activeMeans']),
      ...field('refcount', plain(anonVmas.refcount[row]!)),
    ],
    commands: pages.length > 0 ? [`rmap pfn ${hex(pages[0]!)}`] : ['show rmap'],
  };
}

export function chainCard(desk: Desk, id: number): Told | null {
  const { machine, words } = desk;
  const row = machine.avcRow.get(id);
  if (row === undefined) return null;
  const { avcs } = machine.s;
  const vma = machine.vmaById.get(avcs.vma[row]!);
  const tree = avcs.anonVma[row]!;
  const range: Field[] = field(words['avc.range'], plain(`${hex(avcs.first[row]!)}–${hex(avcs.last[row]!)}`), words['avc.rangeMeans']);
  const area: Line = vma ? [link(areaName(desk, vma), vmaKey(vma.id))] : plain(words.nobody);
  return {
    title: `anon_vma_chain ${id}`,
    what: say(words['avc.what'], { area, tree: link(`anon_vma ${tree}`, anonVmaKey(tree)) }),
    fields: [...field(words['kind.vma'], area), ...field('anon_vma', [link(String(tree), anonVmaKey(tree))]), ...range],
    commands: ['show rmap'],
  };
}
