// Machines worth a look, as scripts: a card of the start page opens one, with the view in front that shows what it is about. Pictures of
// them are made by tests/sheets/start_pictures.mjs and stand in web/public/start/.
import type { ViewName } from '../../views/context';

export interface Scenario {
  name: string;
  view: ViewName;
  lines: readonly string[];
}

const times = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i));

export const kScenarios: readonly Scenario[] = [
  { name: 'copy', view: 'tables', lines: ['a = mmap 64K', 'write $a "hello"', 'fork', '@2 write $a "child"'] },
  {
    name: 'storm',
    view: 'memory',
    lines: ['a = mmap 64K', 'write $a n=16', ...times(3, () => 'fork'), ...times(3, (i) => `@${i + 2} write $a n=16`)],
  },
  { name: 'cpu', view: 'rmap', lines: ['a = mmap 4K', 'write $a "mine"', 'fork', '@2 exit', 'wait', 'taskset 1 1', 'write $a "mine"'] },
  { name: 'zero', view: 'tables', lines: ['a = mmap 16K', 'read $a', 'write $a "first"'] },
  { name: 'merge', view: 'spaces', lines: ['a = mmap 16K', 'b = mmap 16K', 'c = mmap 16K', 'munmap $b 16K', 'mmap 16K'] },
  { name: 'split', view: 'spaces', lines: ['a = mmap 64K', 'write $a n=16', 'mprotect $a+16K 16K r'] },
  { name: 'tree', view: 'tree', lines: ['a = mmap 1M', ...times(12, (i) => `mprotect $a+${16 * i}K 4K r`)] },
  { name: 'guard', view: 'spaces', lines: ['a = mmap 64K', 'write $a n=16', 'madvise $a+16K 4K guard_install', 'write $a+16K'] },
  { name: 'family', view: 'rmap', lines: ['a = mmap 4K', 'write $a "shared"', ...times(7, () => 'fork'), '@3 write $a "own"'] },
  {
    name: 'shared',
    view: 'tables',
    lines: ['s = mmap 16K rw shared', 'write $s "both see it"', 'fork', '@2 write $s "from the child"'],
  },
  {
    name: 'limit',
    view: 'limits',
    lines: ['a = mmap 64K', 'mlock $a 64K', 'prlimit 1 memlock 128K', 'b = mmap 1M', 'mlock $b 1M'],
  },
  {
    name: 'areas',
    view: 'tree',
    // The last one would be one split too many (vm.max_map_count).
    lines: ['boot mem=1G', 'a = mmap 257M', ...times(32_765, (i) => `mprotect $a+${8 * i + 4}K 4K r`)],
  },
];

export const scriptOf = ({ lines }: Scenario): string => `${lines.join('\n')}\n`;
