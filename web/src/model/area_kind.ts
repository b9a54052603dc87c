// Kinds of areas that can be asked for.
import type { Vma } from './machine';

export const kAreaKinds = ['all', 'anon', 'shared', 'readonly', 'noaccess', 'named'] as const;
export type AreaKind = (typeof kAreaKinds)[number];

export const isOfAreaKind: Readonly<Record<AreaKind, (vma: Vma) => boolean>> = {
  all: () => true,
  anon: (vma) => vma.anonVma !== null,
  shared: (vma) => (vma.flags & 8) !== 0,
  readonly: (vma) => (vma.flags & 3) === 1,
  noaccess: (vma) => (vma.flags & 7) === 0,
  named: (vma) => vma.name !== '',
};
