// What an opened log or script came to: sorting what did not happen as promised, and where to look first.
import { expect, test } from 'vitest';
import type { Outcome } from '../src/engine/protocol';
import { differenceOf, type Failure, lastLife, remarksOf } from '../src/model/opened';

const outcome: Outcome = { command: '', kind: 'ok', out: '', pid: 2, minflt: 0, majflt: 0, logged: true, events: 0 };
const failure = (part: Partial<Outcome>): Failure => ({ index: 0, line: 1, command: 0, outcome: { ...outcome, ...part } });

test('a recorded refusal is as it should be; another result and an unforetold failure are not', () => {
  const refused = failure({ kind: 'errno', command: '@2 munmap(0x123, 4096) = -1 EINVAL', out: 'EINVAL' });
  const differs = failure({
    differs: true,
    command: '@2 brk(NULL) = 0x1000',
    out: '0x2000\ndiffers: the line says 0x1000, here it is 0x2000',
  });
  const failed = failure({ kind: 'errno', command: '@2 munmap 0x123 4K', out: 'EINVAL: not aligned' });
  expect(remarksOf([refused, differs, failed])).toEqual({ differing: [differs], failing: [failed], foretold: [] });
  expect(differenceOf(differs)).toBe('differs: the line says 0x1000, here it is 0x2000');
  expect(differenceOf(failed)).toBe('EINVAL: not aligned');
});

test('what failed in a log fails here, and says why; an access that ended the program as well', () => {
  const refused = failure({ kind: 'errno', command: '@2 mmap(NULL, 8192, PROT_READ, MAP_SHARED, 9, 0) = -1 EBADF', out: 'EBADF: no file' });
  const killed = failure({ kind: 'signal', command: '@2 write 0x7f2b40000010', out: 'SIGSEGV (SEGV_ACCERR) at 0x7f2b40000010' });
  expect(remarksOf([refused, killed], true)).toEqual({ differing: [], failing: [], foretold: [refused, killed] });
  expect(remarksOf([killed])).toEqual({ differing: [], failing: [killed], foretold: [] });
  const undone = failure({ differs: true, out: 'ENOMEM: as recorded\nwhat can have stood in the way: vm.max_map_count there' });
  expect(differenceOf(undone)).toBe('ENOMEM: as recorded · what can have stood in the way: vm.max_map_count there');
});

test('a log is looked at before its last exit, if that is its end', () => {
  expect(lastLife(['fork', '@2 mmap 4K', '@2 exit_group(0)'])).toBe(2);
  expect(lastLife(['fork', '@2 exit_group(0)  # killed'])).toBe(1);
  expect(lastLife(['fork', '@2 write 0x7f2b40000010'])).toBe(1);
  expect(lastLife(['fork', '@2 exit_group(0)', 'wait 2'])).toBe(3);
  expect(lastLife([])).toBe(0);
});
