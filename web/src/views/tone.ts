// The colour of a process in a drawing, as the badges have it: one of six.
import type { Ink } from '../draw/shape';

export const toneOf = (pid: number | null): Ink => `p${(((pid ?? 1) - 1) % 6) + 1}` as Ink;
