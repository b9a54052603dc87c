// Runs every scenario with the command line program and compares its transcript with the .out file beside it.
//
//   node tests/scenarios/run.mjs [--pagewalk PROGRAM] [--update] [NAME…]     NAME: part of a scenario's path
//
// A transcript is what `pagewalk run FILE` prints, then what it wrote to stderr, each line after "! ". The exit code must be 0, or N
// where the script has a line `# exit: N`. --update writes the transcripts, to be read before they are committed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow, firstDifference, mapWide, root, runProgram, Suite } from '../support/suite.mjs';

const { values, positionals } = parseArgs({
  options: { pagewalk: { type: 'string', default: 'build/check/pagewalk' }, update: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const program = path.resolve(root, values.pagewalk);
const scenarios = filesBelow('tests/scenarios', '.pw').filter(
  (name) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);

function transcriptOf({ out, err }) {
  const lines = err.trimEnd();
  return lines ? `${out}${lines.replace(/^/gm, '! ')}\n` : out;
}

async function problemOf(name) {
  const script = readFileSync(path.join(root, name), 'utf8');
  const expectedCode = Number(/^# exit: (\d+)$/m.exec(script)?.[1] ?? 0);
  const result = await runProgram(program, ['run', name]);
  if (result.code !== expectedCode) return `exit code ${result.code}, expected ${expectedCode}\n${transcriptOf(result).slice(-2000)}`;
  const outFile = path.join(root, name.replace(/\.pw$/, '.out'));
  if (values.update) {
    writeFileSync(outFile, transcriptOf(result));
    return '';
  }
  if (!existsSync(outFile)) return `${path.relative(root, outFile)} is missing: run with --update, read it, commit it`;
  return firstDifference(readFileSync(outFile, 'utf8'), transcriptOf(result));
}

const suite = new Suite();
const problems = await mapWide(scenarios, os.availableParallelism?.() ?? 2, problemOf);
scenarios.forEach((name, i) => suite.record(name, problems[i]));
// A transcript whose script is gone would look like coverage.
for (const name of positionals.length ? [] : filesBelow('tests/scenarios', '.out')) {
  if (!existsSync(path.join(root, name.replace(/\.out$/, '.pw')))) suite.record(name, 'has no .pw script beside it');
}
suite.finish();
