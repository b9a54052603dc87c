// Families of areas for the tests of the reverse mapping.
import { decodeSnapshot } from '../src/engine/generated/snapshot';
import { Machine } from '../src/model/machine';
import { pageWalk } from '../src/model/rmap';
import { encodeSnapshot, kArea, kCopy, kOld, machineRows } from './fixture';

export const kFocus = { pid: 2, vpn: kArea, pfns: [kOld, kCopy] };
export const walksIn = (one: Machine) => [kOld, kCopy].flatMap((pfn) => pageWalk(one, pfn) ?? []).filter((walk) => walk.mapcount > 0);

/** Process 1 and `children` of its forks, each with one area on the root's tree and on one of its own. */
export function manySharers(children: number): Machine {
  const rows = machineRows('before');
  const pids = Array.from({ length: children }, (_, at) => at + 3);
  const area = rows.vmas!.find((vma) => vma.vma === 3)!;
  const own = (pid: number) => 1000 + pid;
  return new Machine(
    decodeSnapshot(
      encodeSnapshot({
        ...rows,
        tasks: [...rows.tasks!, ...pids.map((pid) => ({ ...rows.tasks![1]!, pid, tgid: pid, mm: pid }))],
        mms: [...rows.mms!, ...pids.map((mm) => ({ ...rows.mms![1]!, mm }))],
        vmas: [...rows.vmas!, ...pids.map((pid) => ({ ...area, vma: own(pid), mm: pid, anonVma: own(pid) }))],
        anonVmas: [
          ...rows.anonVmas!,
          ...pids.map((pid) => ({ anonVma: own(pid), root: 1, parent: 1, refcount: 1, numActiveVmas: 1, rbRoot: own(pid) })),
        ],
        avcs: [
          ...rows.avcs!,
          ...pids.flatMap((pid) =>
            [1, own(pid)].map((anonVma, at) => ({ ...rows.avcs![2]!, avc: own(pid) + at * 5000, vma: own(pid), anonVma })),
          ),
        ],
      }),
    ),
  );
}
