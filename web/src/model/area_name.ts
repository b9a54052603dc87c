// What an area is called: the name that stands in maps, shortened for drawings, or its size.
import { sizeOfPages } from '../base/hex';
import type { Vma } from './machine';

/** As maps names it, of a path the last part; of an area without a name its size. */
export const areaName = (vma: Vma): string => vma.name.split('/').at(-1) || areaSize(vma);

export const areaSize = (vma: Vma): string => sizeOfPages(vma.end - vma.start);

/** [heap], [stack], [vdso]: named by what it is, and so shortly that there is always room for it. */
export const hasOwnName = (vma: Vma): boolean => vma.name.startsWith('[');

export const isStack = (vma: Vma): boolean => vma.name === '[stack]';
