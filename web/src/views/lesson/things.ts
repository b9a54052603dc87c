// Things that a learner points at: how their keys begin, how a text names one, and what one is called.
import { hex } from '../../base/hex';
import type { LessonPrediction } from '../../engine/protocol';
import { parseKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import type { LessonSay } from './words';

type Thing = LessonPrediction['thing'];

export const kPrefix: Readonly<Record<Thing, string>> = { area: 'vma:', entry: 'pte:', frame: 'page:', 'anon-vma': 'av:' };
export const kExample: Readonly<Record<Thing, string>> = { area: 'vma(1, $a)', entry: 'pte(1, $a)', frame: '0x1a2', 'anon-vma': '1' };

export function nameOf(machine: Machine | null, key: string, say: LessonSay): string {
  const { kind, numbers } = parseKey(key);
  const [first = 0, second = 0] = numbers;
  if (kind === 'page') return say('page.name', { n: hex(first) });
  if (kind === 'av') return say('av.name', { n: first });
  if (kind === 'pte') return say('pte.name', { address: `0x${second.toString(16)}000`, pid: machine?.pidOf(first) ?? '?' });
  const area = machine?.vmaById.get(first);
  return area ? say('vma.name', { start: hex(area.start), end: hex(area.end), pid: machine?.pidOf(area.mm) ?? '?' }) : key;
}
