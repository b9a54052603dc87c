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
  expect(remarksOf([refused, differs, failed])).toEqual({ differing: [differs], failing: [failed] });
  expect(differenceOf(differs)).toBe('differs: the line says 0x1000, here it is 0x2000');
  expect(differenceOf(failed)).toBe('EINVAL: not aligned');
});

test('a log is looked at before its last exit, if that is its end', () => {
  expect(lastLife(['fork', '@2 mmap 4K', '@2 exit_group(0)'])).toBe(2);
  expect(lastLife(['fork', '@2 exit_group(0)  # killed'])).toBe(1);
  expect(lastLife(['fork', '@2 exit_group(0)', 'wait 2'])).toBe(3);
  expect(lastLife([])).toBe(0);
});
