// Plays every lesson with the solution it carries, and gives the loader lessons that are wrong.
//
//   node tests/lessons/run.mjs [--pagewalk PROGRAM] [NAME…]     NAME: part of a lesson's folder
//
// Each folder of lessons/ is a test: `pagewalk lesson ID` must end with 0. Each folder of tests/lessons/malformed/ is one too: the
// program must refuse it, and say the line of its expected.txt: file, line and reason.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runProgram, Suite } from '../support/suite.mjs';

const { values, positionals } = parseArgs({
  options: { pagewalk: { type: 'string', default: 'build/check/pagewalk' } },
  allowPositionals: true,
});
const program = path.resolve(root, values.pagewalk);

function foldersIn(folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (positionals.length === 0 || positionals.some((part) => entry.name.includes(part))))
    .map((entry) => entry.name)
    .sort();
}

async function problemOfLesson(id) {
  const result = await runProgram(program, ['lesson', id]);
  return result.code === 0 ? '' : `exit code ${result.code}\n${result.out}${result.err}`;
}

async function problemOfMalformed(folder) {
  const expected = readFileSync(path.join(root, folder, 'expected.txt'), 'utf8').trim();
  const result = await runProgram(program, ['lesson', folder]);
  if (result.code === 0) return 'was accepted';
  if (expected && (result.out + result.err).includes(expected)) return '';
  return `did not say '${expected}', but:\n${result.out}${result.err}`;
}

const suite = new Suite();
for (const id of foldersIn('lessons')) suite.record(`lessons/${id}`, await problemOfLesson(id));
const malformed = 'tests/lessons/malformed';
for (const name of foldersIn(malformed)) suite.record(`malformed/${name}`, await problemOfMalformed(path.posix.join(malformed, name)));
suite.finish();
