// Plays every lesson with the solution it carries, and gives the loader lessons that are wrong.
//
//   node tests/lessons/run.mjs [--pagewalk PROGRAM] [NAME…]     NAME: part of a lesson's folder
//
// Each folder of lessons/ is a test: `pagewalk lesson ID` must end with 0. Each folder of tests/lessons/malformed/ is one too: the
// program must refuse it, and say the line of its expected.txt: file, line and reason. A file there does the same with a lesson that is
// right (tests/lessons/whole): behind the name of a file, lines that are taken out (-) and put in (+), and what is said then (=).
// Each file of tests/lessons/wrong/ is a way that does not do what a step asks for, though it looks as if: played as the step's solution it
// must not reach the goal. After comments it says lesson and step, the goal, and then the commands.
// Words: words.mjs. What a lesson lets its reader try at home: homes.mjs. Order, questions, moved steps: lists.mjs.
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runProgram, Suite } from '../support/suite.mjs';
import { problemOfStrays, recordHomes } from './homes.mjs';
import { recordLists } from './lists.mjs';
import { recordWords } from './words.mjs';

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

/** What a file of malformed/ changes: of which file which lines become which. */
function readChanges(text) {
  const changes = [];
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('-')) changes.at(-1).from.push(line.slice(1));
    else if (line.startsWith('+')) changes.at(-1).to.push(line.slice(1));
    else if (!line.startsWith('=')) changes.push({ file: line, from: [], to: [] });
  }
  return { changes, expected: /^= (.*)$/m.exec(text)[1] };
}

const whole = 'tests/lessons/whole';

async function problemOfChange(file) {
  const { changes, expected } = readChanges(readFileSync(path.join(root, file), 'utf8'));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lesson-'));
  try {
    const copy = path.join(folder, 'whole');
    cpSync(path.join(root, whole), copy, { recursive: true });
    for (const { file: name, from, to } of changes) {
      const text = readFileSync(path.join(copy, name), 'utf8');
      const cut = from.join('\n');
      if (text.split(cut).length !== 2) return `'${cut}' does not stand in ${name} once`;
      writeFileSync(path.join(copy, name), text.replace(cut, () => to.join('\n')));
    }
    const result = await runProgram(program, ['lesson', copy]);
    if (result.code === 0) return 'was accepted';
    return (result.out + result.err).includes(expected) ? '' : `did not say '${expected}', but:\n${result.err}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The step's part of a behaviour file, with other lines as its solution. */
function withSolution(behaviour, step, lines) {
  const parts = behaviour.split(/^(?=step )/m);
  const at = parts.findIndex((part) => part.startsWith(`step ${step}\n`));
  if (at < 0) return null;
  const others = parts[at].split('\n').filter((line) => !/^\s*solve /.test(line));
  parts[at] = [...others, ...lines.map((line) => `  solve ${line}`), ''].join('\n');
  return parts.join('');
}

async function problemOfWrongWay(file) {
  const lines = readFileSync(path.join(root, file), 'utf8').trim().split('\n').filter((line) => !line.startsWith('#'));
  const [where, goal, ...commands] = lines;
  const [id, step] = where.split(' ');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lesson-'));
  try {
    const copy = path.join(folder, id);
    cpSync(path.join(root, 'lessons', id), copy, { recursive: true });
    const behaviour = withSolution(readFileSync(path.join(copy, 'lesson.txt'), 'utf8'), step, commands);
    if (behaviour === null) return `there is no step ${step} in ${id}`;
    writeFileSync(path.join(copy, 'lesson.txt'), behaviour);
    // Another solution makes another length: that is not what is tried here.
    const result = await runProgram(program, ['lesson', '--draft', '--dir', folder, id]);
    const expected = `${id}/${step}: the solution does not reach \`${goal}\``;
    return (result.out + result.err).includes(expected) ? '' : `did not say '${expected}', but:\n${result.out}${result.err}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const suite = new Suite();
for (const id of foldersIn('lessons')) suite.record(`lessons/${id}`, await problemOfLesson(id));
const malformed = 'tests/lessons/malformed';
for (const name of foldersIn(malformed)) suite.record(`malformed/${name}`, await problemOfMalformed(path.posix.join(malformed, name)));
suite.record('whole', await problemOfLesson(whole));
for (const name of readdirSync(path.join(root, malformed)).sort()) {
  if (!name.endsWith('.txt') || (positionals.length > 0 && !positionals.some((part) => name.includes(part)))) continue;
  suite.record(`malformed/${name}`, await problemOfChange(path.posix.join(malformed, name)));
}
const wrong = 'tests/lessons/wrong';
for (const name of readdirSync(path.join(root, wrong)).sort()) {
  if (positionals.length > 0 && !positionals.some((part) => name.includes(part))) continue;
  suite.record(`wrong/${name}`, await problemOfWrongWay(path.posix.join(wrong, name)));
}
recordWords(suite);
recordLists(suite);
const homes = await recordHomes(suite, foldersIn('lessons'));
if (positionals.length === 0) suite.record('homes', problemOfStrays(homes));
suite.finish();
