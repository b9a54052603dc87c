// How strongly a thing changed just now: what the last step was about (the cause), what belongs to that (direct), what moved along. After a
// fork or 20,000 stores the eye still finds one thing.
import type { Change } from './diff';
import type { Focus } from './focus';
import { anonVmaKey, mmKey, pteKey, standsFor, tableKey, targetKey, vmaKey } from './keys';
import type { Machine } from './machine';
import { walkOf } from './walk';

export type StrengthName = 'cause' | 'direct' | 'along';
export interface StrengthOf {
  (key: string): StrengthName | undefined;
  /** Every cause, and what is direct beside it; a handful. */
  readonly strong: ReadonlySet<string>;
}

export const kNoStrength: StrengthOf = Object.assign(() => undefined, { strong: new Set<string>() });

/** As few changes as this are all direct: the eye takes them in at once. */
const kFew = 6;

export function strengthsOf(machine: Machine, change: Change, focus: Focus): StrengthOf {
  if (change.keys.size === 0) return kNoStrength;
  const causes = new Set(causesOf(machine, change, focus));
  const direct = new Set(directOf(machine, focus, causes));
  const areFew = change.keys.size <= kFew;
  const strengthOf = (key: string): StrengthName | undefined => {
    if (!change.keys.has(key)) return undefined;
    return causes.has(key) ? 'cause' : areFew || direct.has(key) ? 'direct' : 'along';
  };
  return Object.assign(strengthOf, { strong: new Set([...causes, ...direct]) });
}

/** The thing in focus, by the first of its names that changed: its entry with the frame, its area, its process. */
function causesOf(machine: Machine, { keys }: Change, { pid, vpn }: Focus): string[] {
  const mm = machine.mmOf(pid);
  if (mm === null) return [];
  if (vpn !== null) {
    const leaf = machine.leafOf(mm, vpn);
    const entry = pteKey(mm, vpn);
    const target = leaf && targetKey(leaf);
    if (keys.has(entry)) return target ? [entry, target] : [entry];
    if (target && keys.has(target)) return [target];
    const vma = machine.vmaAt(mm, vpn);
    if (vma && keys.has(vmaKey(vma.id))) return [vmaKey(vma.id)];
  }
  return keys.has(mmKey(mm)) ? [mmKey(mm)] : [];
}

/** What hangs together with it: what it lights, the tables on its way, its area and the area's anon_vma. */
function* directOf(machine: Machine, { pid, vpn }: Focus, causes: Iterable<string>): Iterable<string> {
  for (const key of causes) yield* standsFor(machine, key);
  const mm = machine.mmOf(pid);
  if (mm === null || vpn === null) return;
  for (const step of walkOf(machine, mm, vpn)?.steps ?? []) yield tableKey(step.table);
  const vma = machine.vmaAt(mm, vpn);
  if (!vma) return;
  yield vmaKey(vma.id);
  if (vma.anonVma !== null) yield anonVmaKey(vma.anonVma);
}
