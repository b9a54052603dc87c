// Which areas and trees of a family are drawn: of thousands of sharers the ones that the step is about and some of the rest; the others are
// folded to counts, by process and over all processes, and unfolded batch by batch.
import type { Focus } from './focus';
import type { Machine, Vma } from './machine';
import { chain, choose } from './pick';
import type { Family, PageWalk } from './rmap';

/** Processes that have rows before anything is unfolded, and how many come with each batch. */
const kFirst = 31;
const kBatch = 32;
/** Areas of one process. */
const kOfProcess = 6;

export interface Unfolded {
  batches: number;
  /** Address spaces of which all areas were asked for. */
  spaces: ReadonlySet<number>;
}

export const kFolded: Unfolded = { batches: 0, spaces: new Set() };

export type FamilyRow =
  | { kind: 'area'; vma: Vma }
  /** Of one address space, or of all that have no rows. */
  | { kind: 'fold'; mm: number | null; areas: Vma[] };

export function pickRows(machine: Machine, family: Family, walks: readonly PageWalk[], focus: Focus, unfolded: Unfolded): FamilyRow[] {
  const wanted = [...wantedAreas(machine, family, walks, focus)];
  const spaces = bySpace(family.vmas);
  const limit = kFirst + unfolded.batches * kBatch;
  const shown = new Set(
    choose(
      [...spaces.keys()],
      wanted.map((vma) => vma.mm),
      spaces.size <= limit + 1 ? spaces.size : limit,
    ),
  );
  const rows: FamilyRow[] = [];
  const folded: Vma[] = [];
  for (const [mm, areas] of spaces) {
    if (shown.has(mm)) {
      rows.push(...rowsOfSpace(mm, areas, wanted, unfolded.spaces.has(mm)));
      continue;
    }
    if (folded.length === 0) rows.push({ kind: 'fold', mm: null, areas: folded });
    folded.push(...areas);
  }
  return rows;
}

function bySpace(vmas: readonly Vma[]): Map<number, Vma[]> {
  const spaces = new Map<number, Vma[]>();
  for (const vma of vmas) {
    const areas = spaces.get(vma.mm);
    if (areas) areas.push(vma);
    else spaces.set(vma.mm, [vma]);
  }
  return spaces;
}

function rowsOfSpace(mm: number, areas: readonly Vma[], wanted: readonly Vma[], isOpen: boolean): FamilyRow[] {
  const shown = new Set(isOpen || areas.length <= kOfProcess + 1 ? areas : choose(areas, wanted, kOfProcess));
  const rows: FamilyRow[] = areas.filter((vma) => shown.has(vma)).map((vma) => ({ kind: 'area', vma }));
  const rest = areas.filter((vma) => !shown.has(vma));
  return rest.length > 0 ? [...rows, { kind: 'fold', mm, areas: rest }] : rows;
}

/** The areas in focus, then those that a walk finds the page in, then those that it visits in vain. */
function* wantedAreas(machine: Machine, family: Family, walks: readonly PageWalk[], focus: Focus): Iterable<Vma> {
  const visits = walks.flatMap((walk) => walk.visits);
  const some = (found: boolean) => visits.filter((visit) => visit.found === found).slice(0, 10);
  const own = family.vmas.filter((vma) => machine.mmOf(focus.pid) === vma.mm);
  yield* chain(
    own.slice(0, 10),
    [...some(true), ...some(false)].map((visit) => visit.vma),
  );
}

/** Trees that a drawn area is on, those that are walked and the root first where there is no room for all. */
export function pickTrees(machine: Machine, family: Family, walks: readonly PageWalk[], areas: readonly Vma[], limit: number): number[] {
  const ids = new Set(areas.map((vma) => vma.id));
  const { avcs } = machine.s;
  const onTree = (id: number) => (machine.avcsOfTree.get(id) ?? []).some((row) => ids.has(avcs.vma[row]!));
  const wanted = [...walks.flatMap((walk) => (walk.anonVma === null ? [] : [walk.anonVma])), family.root];
  return choose(family.anonVmas.filter(onTree), wanted, limit);
}
