// The conformance suite: every written scenario against the live kernel where that is the modelled one, and against the recorded answers
// everywhere; then random scenarios, where there is a kernel to run them on.
//
//   node tests/conformance/run.mjs [--program PROGRAM] [--random N] [--long N] [--jobs N]
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runProgram } from '../support/suite.mjs';

const { values } = parseArgs({
  options: {
    program: { type: 'string', default: 'build/dev/pagewalk-conformance' },
    random: { type: 'string', default: '600' },
    long: { type: 'string', default: '40' },
    jobs: { type: 'string', default: String(Math.min(2, os.availableParallelism?.() ?? 2)) },
  },
});
const program = path.resolve(root, values.program);
const runs = [
  ['written scenarios', []],
  ['recorded answers', ['--recorded']],
  // A seed of the day would find more and repeat nothing: the suite always runs the same ones, `make conformance` many more.
  ['random scenarios', ['random', '--count', values.random, '--seed', '1', '--jobs', values.jobs]],
  ['long random scenarios', ['random', '--count', values.long, '--steps', '200', '--seed', '1', '--jobs', values.jobs]],
];

let passed = 0;
let failed = 0;
for (const [name, args] of runs) {
  const result = await runProgram(program, args, { seconds: 900 });
  const counts = /(?:^|\n)(\d+) passed, (\d+) failed\s*$/.exec(result.out);
  console.log(`\n== ${name}`);
  console.log(result.out.replace(/^ok .*\n/gm, '').replace(/\n\d+ passed, \d+ failed\s*$/, '').trim());
  if (result.err) console.log(result.err.trim());
  passed += Number(counts?.[1] ?? 0);
  failed += counts ? Number(counts[2]) : 1;
  if (counts && result.code !== 0 && counts[2] === '0') failed += 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
