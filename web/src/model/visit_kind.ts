// Which areas of a family are asked for: whose, and what a walk finds there. The text twin is shortened alike.
import type { Machine, Vma } from './machine';
import type { PageWalk } from './rmap';

export const kVisitKinds = ['all', 'found', 'vain', 'apart'] as const;
/** The page is there; it is looked for in vain; no walk comes by. */
export type VisitKind = (typeof kVisitKinds)[number];

export interface FamilyFilter {
  /** null: whoever it is. */
  pid: number | null;
  kind: VisitKind;
}

export function familyFilter(machine: Machine, walks: readonly PageWalk[], { pid, kind }: FamilyFilter): (vma: Vma) => boolean {
  const visits = walks.flatMap((walk) => walk.visits);
  const found = new Set(visits.filter((visit) => visit.found).map(({ vma }) => vma.id));
  const visited = new Set(visits.map(({ vma }) => vma.id));
  const is: Record<VisitKind, (id: number) => boolean> = {
    all: () => true,
    found: (id) => found.has(id),
    vain: (id) => visited.has(id) && !found.has(id),
    apart: (id) => !visited.has(id),
  };
  return (vma) => is[kind](vma.id) && (pid === null || machine.pidOf(vma.mm) === pid);
}

/** A row of the text that names an area stays if that one fits. */
export function visitText(text: string, fits: (vma: number) => boolean, leftOut: (count: number) => string): string {
  let hidden = 0;
  const lines = text.split('\n').filter((line) => {
    const vma = /^[├└].*\bvma (\d+)\b/.exec(line)?.[1];
    const stays = vma === undefined || fits(Number(vma));
    if (!stays) ++hidden;
    return stays;
  });
  return hidden > 0 ? `${lines.join('\n').trimEnd()}\n${leftOut(hidden)}\n` : text;
}
