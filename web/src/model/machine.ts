// The decoded machine: the snapshot's columns with the indexes that drawings and questions need. Rows are never copied; an object here is a
// row number, and the getters below turn rows into small values where that reads better.
import { lowerBound } from '../base/lower_bound';
import { NONE, type Snapshot } from '../engine/generated/snapshot';
import { TextNames } from './text_names';

export interface Vma {
  row: number;
  id: number;
  mm: number;
  start: number;
  end: number;
  /** Low half of vm_flags; the rest is flagsHi. */
  flags: number;
  flagsHi: number;
  pgoff: number;
  anonVma: number | null;
  avcCount: number;
  /** As it stands at the end of its line in maps: [heap], a path, or nothing. */
  name: string;
}

export interface Pte {
  row: number;
  table: number;
  index: number;
  level: number;
  lo: number;
  hi: number;
  pfn: number;
  vpn: number;
}

export interface Task {
  pid: number;
  tgid: number;
  parent: number;
  zombie: boolean;
  mm: number | null;
  cpu: number;
  minflt: number;
  comm: string;
}

/** Rows that stand together, the last one excluded. */
interface Rows {
  from: number;
  to: number;
}

const orNull = (id: number) => (id === NONE ? null : id);

/** A machine of 150,000 pages takes 25 ms to sort them by frame, and a tenth of one to look one up. */
const kMostScans = 32;
/** Entries. */
const kLarge = 32_768;

export class Machine {
  readonly levels: number;
  readonly tasks: readonly Task[];
  private readonly taskByPid: ReadonlyMap<number, Task>;
  private readonly tasksByMm = new Map<number, Task[]>();
  readonly vmas: readonly Vma[];
  readonly vmaById = new Map<number, Vma>();
  readonly vmasOf = new Map<number, Vma[]>();
  readonly mmRow = new Map<number, number>();
  readonly tableRow = new Map<number, number>();
  readonly anonVmaRow = new Map<number, number>();
  readonly avcRow = new Map<number, number>();
  /** Rows of avcs by tree, in tree order. */
  readonly avcsOfTree = new Map<number, number[]>();
  private leavesByFrame: Map<number, number[]> | null = null;
  private scans = 0;
  private readonly leafTables = new Map<number, readonly Rows[]>();

  constructor(readonly s: Snapshot) {
    this.levels = s.machine.levels[0] ?? 4;
    this.tasks = readTasks(s);
    this.taskByPid = new Map(this.tasks.map((task) => [task.pid, task]));
    for (const task of this.tasks) if (task.mm !== null) push(this.tasksByMm, task.mm, task);
    this.vmas = readVmas(s);
    for (const vma of this.vmas) {
      this.vmaById.set(vma.id, vma);
      push(this.vmasOf, vma.mm, vma);
    }
    s.mms.mm.forEach((mm, row) => void this.mmRow.set(mm, row));
    s.tables.pfn.forEach((pfn, row) => void this.tableRow.set(pfn, row));
    s.anonVmas.anonVma.forEach((id, row) => void this.anonVmaRow.set(id, row));
    s.avcs.avc.forEach((id, row) => {
      this.avcRow.set(id, row);
      push(this.avcsOfTree, s.avcs.anonVma[row]!, row);
    });
  }

  /** The frames stand in the order of their numbers. */
  rowOfFrame(pfn: number): number | undefined {
    const column = this.s.frames.pfn;
    const row = lowerBound(column, 0, column.length, pfn);
    return column[row] === pfn ? row : undefined;
  }

  /** Rows of the leaf entries that map a frame. Of a large machine most are never asked for: the first few are looked up row by row. */
  leavesOfFrame(pfn: number): readonly number[] {
    if (!this.leavesByFrame && ++this.scans <= kMostScans) return this.scanForFrame(pfn);
    this.leavesByFrame ??= this.sortByFrame();
    return this.leavesByFrame.get(pfn) ?? [];
  }

  private scanForFrame(pfn: number): number[] {
    const { level, pfn: column } = this.s.ptes;
    const found: number[] = [];
    for (let row = column.indexOf(pfn); row >= 0; row = column.indexOf(pfn, row + 1)) if (level[row] === 1) found.push(row);
    return found;
  }

  private sortByFrame(): Map<number, number[]> {
    const byFrame = new Map<number, number[]>();
    const { level, pfn } = this.s.ptes;
    for (let row = 0; row < level.length; ++row) if (level[row] === 1) push(byFrame, pfn[row]!, row);
    return byFrame;
  }

  /** What is worked out of it takes so long that it is done by and by. */
  get isLarge(): boolean {
    return this.s.ptes.rows > kLarge;
  }

  task(pid: number): Task | undefined {
    return this.taskByPid.get(pid);
  }

  mmOf(pid: number): number | null {
    return this.task(pid)?.mm ?? null;
  }

  /** Tasks that run on an address space, threads included, by pid. */
  tasksOf(mm: number): readonly Task[] {
    return this.tasksByMm.get(mm) ?? [];
  }

  /** The pid that an address space is called by. */
  pidOf(mm: number): number | null {
    return this.tasksOf(mm)[0]?.pid ?? null;
  }

  vmaAt(mm: number, vpn: number): Vma | undefined {
    return this.vmasOf.get(mm)?.find((vma) => vpn >= vma.start && vpn < vma.end);
  }

  /** Rows of a table's entries that are not empty. */
  entriesOf(tableRow: number): Rows {
    const from = this.s.tables.firstPte[tableRow]!;
    return { from, to: from + this.s.tables.used[tableRow]! };
  }

  pte(row: number): Pte {
    const { ptes } = this.s;
    return {
      row,
      table: ptes.tablePfn[row]!,
      index: ptes.index[row]!,
      level: ptes.level[row]!,
      lo: ptes.entryLo[row]!,
      hi: ptes.entryHi[row]!,
      pfn: ptes.pfn[row]!,
      vpn: ptes.vpn[row]!,
    };
  }

  /** The entry of a table with this index, if it is not empty. */
  findEntry(tablePfn: number, index: number): Pte | null {
    const table = this.tableRow.get(tablePfn);
    if (table === undefined) return null;
    const { from, to } = this.entriesOf(table);
    const row = lowerBound(this.s.ptes.index, from, to, index);
    return row < to && this.s.ptes.index[row] === index ? this.pte(row) : null;
  }

  /** Leaf tables of an address space that hold entries, ascending: the rows of these. */
  private leafTablesOf(mm: number): readonly Rows[] {
    const known = this.leafTables.get(mm);
    if (known) return known;
    const found: Rows[] = [];
    const { tables } = this.s;
    for (let table = 0; table < tables.rows; ++table) {
      if (tables.mm[table] === mm && tables.level[table] === 1 && tables.used[table]! > 0) found.push(this.entriesOf(table));
    }
    this.leafTables.set(mm, found);
    return found;
  }

  private *leafRows(mm: number, from: number, to: number): Iterable<Rows> {
    const { vpn } = this.s.ptes;
    for (const rows of this.leafTablesOf(mm)) {
      if (vpn[rows.from]! >= to) return;
      if (vpn[rows.to - 1]! < from) continue;
      yield { from: lowerBound(vpn, rows.from, rows.to, from), to: lowerBound(vpn, rows.from, rows.to, to) };
    }
  }

  /** Rows of the leaf entries of an address space, ascending. */
  leavesOf(mm: number): number[] {
    return this.leavesIn(mm, 0, Number.POSITIVE_INFINITY);
  }

  /** Rows of the leaf entries in a range of pages. */
  leavesIn(mm: number, from: number, to: number): number[] {
    const found: number[] = [];
    for (const rows of this.leafRows(mm, from, to)) for (let row = rows.from; row < rows.to; ++row) found.push(row);
    return found;
  }

  /** The first of them, of what may be very many. */
  firstLeafIn(mm: number, from: number, to: number): number | undefined {
    for (const rows of this.leafRows(mm, from, to)) if (rows.from < rows.to) return rows.from;
    return undefined;
  }

  /** The leaf entry of a page, if there is one. */
  leafOf(mm: number, vpn: number): Pte | null {
    const mmRow = this.mmRow.get(mm);
    if (mmRow === undefined) return null;
    let table = this.s.mms.pgdPfn[mmRow]!;
    for (let level = this.levels; level >= 1; --level) {
      const entry = this.findEntry(table, indexOf(vpn, level));
      if (!entry || level === 1) return entry;
      table = entry.pfn;
    }
    return null;
  }

  mmOfTable(tablePfn: number): number | null {
    const row = this.tableRow.get(tablePfn);
    return row === undefined ? null : this.s.tables.mm[row]!;
  }

  /** anon_vma that a frame's mapping names, if it is anonymous. */
  anonVmaOfFrame(pfn: number): number | null {
    const row = this.rowOfFrame(pfn);
    return row === undefined ? null : orNull(this.s.frames.anonVma[row]!);
  }

  counter(row: number): number {
    return this.s.counters.value[row] ?? 0;
  }
}

/** Nine bits of the page number for each level of tables; level 1 is the PTE table. */
export function indexOf(vpn: number, level: number): number {
  return Math.floor(vpn / 512 ** (level - 1)) % 512;
}

export function levelName(level: number, levels: number): string {
  if (level === levels) return 'PGD';
  return ['', 'PTE', 'PMD', 'PUD', 'P4D'][level] ?? `L${level}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function readTasks(s: Snapshot): Task[] {
  const names = new TextNames(s.text.byte);
  return Array.from(s.tasks.pid, (pid, row) => {
    return {
      pid,
      tgid: s.tasks.tgid[row]!,
      parent: s.tasks.parent[row]!,
      zombie: s.tasks.state[row] === 2,
      mm: orNull(s.tasks.mm[row]!),
      cpu: s.tasks.cpu[row]!,
      minflt: s.tasks.minflt[row]!,
      comm: names.read(s.tasks.commStart[row]!, s.tasks.commLength[row]!),
    };
  });
}

function readVmas(s: Snapshot): Vma[] {
  const { vmas } = s;
  const names = new TextNames(s.text.byte);
  return Array.from(vmas.vma, (id, row) => ({
    row,
    id,
    mm: vmas.mm[row]!,
    start: vmas.startVpn[row]!,
    end: vmas.endVpn[row]!,
    flags: vmas.flagsLo[row]!,
    flagsHi: vmas.flagsHi[row]!,
    pgoff: vmas.pgoff[row]!,
    anonVma: orNull(vmas.anonVma[row]!),
    avcCount: vmas.avcCount[row]!,
    name: names.read(vmas.nameStart[row]!, vmas.nameLength[row]!),
  }));
}
