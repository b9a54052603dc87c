// Drawings and text twins say the same: limits, reverse mapping and swap are told in the page from the snapshot and in the engine from the
// machine, so both tell machines of several shapes here, on the real module, and every figure is compared.
import { describe, expect, test } from 'vitest';
import { commitOf, limitRows } from '../src/model/limits';
import type { Machine } from '../src/model/machine';
import { familyOf, pageWalk } from '../src/model/rmap';
import { type Slot, slotAtRow, swapOf } from '../src/model/swap';
import { Player } from './story_player';

const kLimits: Record<string, string[]> = {
  'a machine as it opens': ['print 1'],
  'areas, a fork and a lock': ['a = mmap 64K', 'write $a n=3', 'mlock $a 8K', 'fork', 'sbrk 40K', 'b = mmap 2G rw noreserve'],
  'limits that are set': ['a = mmap 64K', 'ulimit -v 1000000', 'ulimit -d 500000', 'fork', 'mmap 8K r', 'sysctl vm.overcommit_memory 2'],
};

const kFamilies: Record<string, { lines: string[]; at: string }> = {
  'a page of one process': { lines: ['a = mmap 64K', 'write $a n=3'], at: '$a' },
  'two children, a copy and a cut': {
    lines: ['a = mmap 64K', 'write $a n=3', 'fork', 'write $a', 'fork', 'munmap $a+4K 4K'],
    at: '$a',
  },
  'a grandchild whose parent has ended': {
    lines: ['a = mmap 64K', 'write $a n=3', 'fork', '@2 fork', '@3 write $a+4K', '@2 exit'],
    at: '$a+8K',
  },
  'a page that nobody copied, moved away': {
    lines: ['a = mmap 64K', 'write $a n=3', 'fork', 'b = mremap $a 64K 64K maymove fixed 0x7f0000000000'],
    at: '$b',
  },
};

function played(lines: readonly string[]): Player {
  const player = new Player();
  for (const line of lines) player.run(line);
  return player;
}

/** Of the twin of limits: a row's cells behind its name; sizes in bytes. */
function rowsOf(text: string): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  let process = '';
  for (const line of text.split('\n')) {
    process = /^process (\d+)/.exec(line)?.[1] ?? (line.startsWith('promised') ? '' : process);
    const [, name, rest] = /^ {2}(\w+) +(.*)$/.exec(line) ?? [];
    if (name) rows.set(`${process} ${name}`, rest!.replace(/\[.*$/, '').trim().split(/ {2,}/));
  }
  return rows;
}

const kUnits: Record<string, number> = { kB: 1024, K: 1024, M: 1 << 20, G: 2 ** 30 };

function bytes(cell: string): number | null {
  if (cell === 'unlimited') return null;
  const [, figure, unit] = /^(\d+) ?(\w*)$/.exec(cell)!;
  return Number(figure) * (kUnits[unit!] ?? 1);
}

function compareLimits(machine: Machine, text: string): number {
  const rows = rowsOf(text);
  let compared = 0;
  for (const mm of machine.s.mms.mm) {
    const pid = machine.pidOf(mm);
    for (const { name, used, limit } of limitRows(machine, null, mm)) {
      const cells = rows.get(`${pid} ${name === 'map_count' ? 'areas' : name}`)!;
      expect([pid, name, used, limit]).toEqual([pid, name, bytes(cells[0]!), bytes(cells[1]!)]);
      ++compared;
    }
  }
  const { committed, limit, ram } = commitOf(machine, null);
  const promised = ['Committed_AS', 'CommitLimit', 'MemTotal'].map((name) => bytes(rows.get(` ${name}`)![0]!));
  expect([committed, limit, ram]).toEqual(promised);
  return compared;
}

describe('limits', () => {
  test.each(Object.entries(kLimits))('%s', (_, lines) => {
    const player = played(lines);
    const { machine } = player.moment();
    expect(compareLimits(machine, player.show('limits'))).toBe(5 * machine.s.mms.rows);
  });
});

/** Holders in the twin's words, and in the drawing's. */
const kHolders = [
  [/^ {2}1 {2}PTE of /, 'pte'],
  [/^ {2}1 {2}.* batch of CPU /, 'batch'],
  [/^ {2}1 {2}the swap cache/, 'swapCache'],
  [/^ {2}1 {2}the page cache /, 'pageCache'],
] as const;

describe('who holds a page', () => {
  test.each([
    ['mkswap s 40K kind=file', 'swapon s', 'a = mmap 16K', 'write $a n=2', 'drain', 'madvise $a 16K pageout', 'read $a'],
    ['a = mmap 16K rw shared', 'write $a'],
  ])('%s', (...lines: string[]) => {
    const player = played(lines);
    const text = player.show('rmap', '$a');
    const told = text.split('\n').flatMap((line) => kHolders.flatMap(([words, kind]) => (words.test(line) ? [kind] : [])));
    const walk = pageWalk(player.moment().machine, Number(/^frame (0x[0-9a-f]+)/.exec(text)![1]))!;
    expect(walk.holders.map(({ kind }) => kind).sort()).toEqual(told.sort());
    expect(walk.holders.some(({ kind }) => kind === 'swapCache' || kind === 'pageCache')).toBe(true);
  });
});

/** What the twin says of a walk: visits in the order of the tree, with what each found. */
function visitsIn(text: string): string[] {
  const visits = [...text.matchAll(/^[├└] +avc (\d+) .* vma (\d+) .* pid (\d+) +at 0x([0-9a-f]+) +(maps it|in vain)/gm)];
  return visits.map(([, avc, vma, pid, addr, verdict]) => `${avc} ${vma} ${pid} ${addr} ${verdict}`);
}

/** Trees with their parents, and nodes with the tree that they hang on, of the twin's list of anon_vmas that one root has. */
function familyIn(text: string, root: number): { trees: string[]; nodes: string[] } {
  const trees: string[] = [];
  const nodes: string[] = [];
  let tree = -1;
  for (const line of text.split('\n')) {
    const head = /^ *anon_vma (\d+) \(root (\d+), parent (\d+), refcount (\d+)/.exec(line);
    if (head) tree = Number(head[2]) === root ? Number(head[1]) : -1;
    if (head && tree >= 0) trees.push(`${head[1]} below ${head[3]}, ${head[4]}`);
    const node = /^ +avc (\d+) .*-> vma (\d+) /.exec(line);
    if (node && tree >= 0) nodes.push(`${node[1]}: ${node[2]} on ${tree}`);
  }
  return { trees: trees.sort(), nodes: nodes.sort() };
}

describe('reverse mapping', () => {
  test.each(Object.entries(kFamilies))('%s', (_, { lines, at }) => {
    const player = played(lines);
    const { machine } = player.moment();
    const text = player.show('rmap', at);
    const pfn = Number(/^frame (0x[0-9a-f]+)/.exec(text)![1]);
    const walk = pageWalk(machine, pfn)!;
    expect(text).toContain(`refcount ${walk.refcount}, mapcount ${walk.mapcount}`);
    const drawn = walk.visits.map(
      ({ avc, vma, pid, vpn, found }) => `${avc} ${vma.id} ${pid} ${vpn.toString(16)}000 ${found ? 'maps it' : 'in vain'}`,
    );
    expect(drawn.length).toBeGreaterThan(0);
    expect(drawn).toEqual(visitsIn(text));
    expect(walk.holders.reduce((sum, { count }) => sum + count, 0)).toBe(Number(/^references: (\d+)/m.exec(text)![1]));

    const family = familyOf(machine, walk.anonVma!)!;
    const told = familyIn(text, family.root);
    expect(told.trees.length).toBeGreaterThan(0);
    const { anonVmas, avcs } = machine.s;
    const trees = family.anonVmas.map((id) => {
      const row = machine.anonVmaRow.get(id)!;
      return `${id} below ${anonVmas.parent[row]}, ${anonVmas.refcount[row]}`;
    });
    const nodes = family.anonVmas.flatMap((id) =>
      (machine.avcsOfTree.get(id) ?? []).map((row) => `${avcs.avc[row]}: ${avcs.vma[row]} on ${id}`),
    );
    expect({ trees: trees.sort(), nodes: nodes.sort() }).toEqual(told);
  });
});

const kSwaps: Record<string, string[]> = {
  'no area': ['a = mmap 16K'],
  'two areas, zeros, a fork, a page that came back': [
    'mkswap sda 40K',
    'swapon sda',
    'mkswap ram 4M kind=zram',
    'swapon ram prio=5',
    'a = mmap 2M',
    'write $a n=300',
    'write $a+64K 0 n=3',
    'madvise $a 2M pageout',
    'fork',
    'read $a+40K',
    '@2 munmap $a+128K 64K',
  ],
  'a full disk, and pages that the cache has': [
    'mkswap sda 40K',
    'swapon sda',
    'a = mmap 64K',
    'write $a n=16',
    'madvise $a 64K pageout',
    'read $a n=4',
  ],
  'a shared object in a solid-state area': [
    'mkswap s 1M kind=ssd',
    'swapon s',
    'a = mmap 32K shared',
    'write $a 5 n=8',
    'drain',
    'madvise $a 32K pageout',
    'read $a+8K',
  ],
};

/** A run of slots, or of frames, as the twin writes it: one, or from..to. */
function runOf(text: string, count: number): number[] {
  const from = Number(text.split('..')[0]);
  return Array.from({ length: count }, (_, at) => from + at);
}

/** Of the twin of swap: every slot in use, and what stands behind it. */
function slotsIn(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    const [, area, run, count, rest] = /^ {2}(\d+):(\d\S*) +(\d+) {2}(.*)$/.exec(line) ?? [];
    if (!area) continue;
    const [who, memory = '', device] = rest!.trim().split(/ {2,}/);
    const offsets = runOf(run!, Number(count));
    const frames = /^frames? (\S+)$/.exec(memory)?.[1];
    const places = frames ? runOf(frames, Number(count)).map((pfn) => `frame ${pfn}`) : offsets.map(() => memory);
    for (const [at, offset] of offsets.entries())
      found.push(`${area}:${offset} ${who}, ${places[at]}, ${device === 'zeros' ? 'zeros' : ''}`);
  }
  return found.sort();
}

function slotLine({ area, offset, count, place, isShmem, isZero, pfn }: Slot): string {
  const entries = count === 0 ? 'nobody' : count === 1 ? '1 entry' : `${count} entries`;
  const who = place === 'header' ? 'the header' : isShmem ? 'an object' : entries;
  const memory = pfn !== null ? `frame ${pfn}` : place === 'shadow' ? 'shadow' : '-';
  return `${area}:${offset} ${who}, ${memory}, ${isZero ? 'zeros' : ''}`;
}

describe('swap', () => {
  test.each(Object.entries(kSwaps))('%s', (_, lines) => {
    const player = played(lines);
    const { machine } = player.moment();
    const text = player.show('swap');
    const { areas, clusterOf } = swapOf(machine);
    const rows = Array.from({ length: machine.s.swapSlots.rows }, (_, row) => slotLine(slotAtRow(machine, row)));
    expect(rows.sort()).toEqual(slotsIn(text));
    expect(rows.length > 1).toBe(lines.length > 1);
    const heads = [...text.matchAll(/^area (\d+): (\S+), (\w+), priority (-?\d+): (\d+) of (\d+) slots/gm)];
    expect(areas.map(({ area, name, kind, prio, inuse, pages }) => [area, name, kind, prio, inuse, pages].join(' '))).toEqual(
      heads.map((head) => head.slice(1).join(' ')),
    );
    const next = areas.flatMap(({ area, next }) =>
      next.map(({ cpu, offset }) => `${cpu === null ? '' : `CPU ${cpu} `}goes on at ${area}:${offset}`),
    );
    expect(next).toEqual([...text.matchAll(/(?:CPU \d+ )?goes on at \d+:\d+/g)].map(([said]) => said));
    const free = areas.map(
      ({ area, clusters }) => Array.from({ length: clusters }, (_, at) => clusterOf(area, at)).filter(({ list }) => list === 'free').length,
    );
    const said = text
      .split(/^area /m)
      .slice(1)
      .map((part) => Number(/^ {2}(\d+) free cluster/m.exec(part)?.[1] ?? 0));
    expect(free).toEqual(said);
  });
});
