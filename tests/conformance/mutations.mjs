// Does the comparison notice? Each mutation of mutation_list.mjs breaks one rule of the model; the runner that is built with it must fail,
// show the difference, and shrink a random scenario to a few commands. Without one it must pass. Each of `holds` there takes one hold over
// an allocation away; what notices that is the allocator that takes memory from everyone (tests/property/hostile_allocator_test.cc).
//
//   node tests/conformance/mutations.mjs [--brief] [WORDS…]     --brief: one merge, one reuse and one errno; WORDS: names that hold one
//
// Nothing of the checkout is touched: a mutated copy of the one source is compiled in build/mutations/ as the `dev` build compiles the
// original (among the others of its batch, where it compiles several at once), and linked in front of its libraries.
// Where there is no kernel to compare with, recorded answers must tell; a random scenario then has nothing to be compared with.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { mapWide, root, runProgram, Suite } from '../support/suite.mjs';
import { holds, mutations } from './mutation_list.mjs';

const mostCommands = 8;
const build = path.join(root, 'build/dev');
const mutants = path.join(root, 'build/mutations');
const program = path.join(build, 'pagewalk-conformance');
const hostile = path.join(build, 'pagewalk_hostile');
const randomCalls = ['~*scenario*'];
const randomRun = (count) => ['random', '--count', String(count), '--seed', '1', '--jobs', '1', '--failures', '1'];

const { values, positionals } = parseArgs({ options: { brief: { type: 'boolean', default: false } }, allowPositionals: true });
const isChosen = ({ name, brief }) =>
  (brief || !values.brief) && (positionals.length === 0 || positionals.some((word) => name.includes(word)));
const chosen = mutations.filter(isChosen);
const chosenHolds = holds.filter(isChosen);
const suite = new Suite();

function run(command, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`.slice(0, 4000));
  return stdout;
}

function buildUnchanged() {
  run('cmake', ['--preset', 'dev']);
  const targets = [...(chosen.length > 0 ? ['pagewalk-conformance'] : []), ...(chosenHolds.length > 0 ? ['pagewalk_hostile'] : [])];
  run('cmake', ['--build', '--preset', 'dev', '-j', '2', '--target', ...targets]);
}

// As the build itself links a program, with one object in front of its libraries.
function linkCommand(target, object, output) {
  const commands = run('ninja', ['-C', build, '-t', 'commands', target]).trimEnd().split('\n');
  return commands[commands.length - 1].replace(/ -o \S+/, ` ${object} -o ${output}`);
}

function mutatedText({ name, file, find, put }) {
  const parts = readFileSync(path.join(root, file), 'utf8').split(find);
  const count = parts.length - 1;
  if (count !== 1) throw new Error(`${name}: its text stands ${count} times in ${file}, not once; mend mutation_list.mjs`);
  return parts.join(put);
}

// How a source is compiled: by itself, or as one of those that a batch includes.
function compilationOf(original) {
  const isBatch = (file) => file.includes('/Unity/') && existsSync(file);
  const includesIt = (file) => isBatch(file) && readFileSync(file, 'utf8').includes(`#include "${original}"`);
  const entry = compileCommands.find(({ file }) => file === original || includesIt(file));
  if (!entry) throw new Error(`the build does not compile ${original}`);
  return entry;
}

// The object that defines what the library's own does is linked first, so the linker never asks for that one.
async function buildMutated(target, mutation, index) {
  const folder = path.join(mutants, `${target}-${index}`);
  const copy = path.join(folder, path.basename(mutation.file));
  // Beside the helper that it starts.
  const output = path.join(build, `${target}-${index}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(copy, mutatedText(mutation));
  const original = path.join(root, mutation.file);
  const entry = compilationOf(original);
  const isBatch = entry.file !== original;
  const source = isBatch ? path.join(folder, path.basename(entry.file)) : copy;
  if (isBatch) writeFileSync(source, readFileSync(entry.file, 'utf8').replace(`"${original}"`, `"${copy}"`));
  const object = `${source}.o`;
  // What a rule no longer asks about may stand unused.
  const unused = ' -Wno-unused-parameter';
  const compile = entry.command.replace(/ -o \S+/, `${unused} -o ${object}`).replace(` -c ${entry.file}`, ` -c ${source}`);
  for (const command of [compile, linkCommand(target, object, output)]) {
    const result = await runProgram('sh', ['-c', command], { cwd: build });
    if (result.code !== 0) throw new Error(`${command}\n${result.out}${result.err}`.slice(0, 4000));
  }
  return output;
}

const scenarioFile = (name) => path.join(root, 'tests', name);
const hasDifference = (out) => /^ {4}engine +\S/m.test(out) && /^ {2}! /m.test(out);

async function problemOfWritten(output, { written }) {
  for (const name of written) {
    const { code, out, err } = await runProgram(output, ['--recorded', scenarioFile(name)]);
    if (code !== 1 || !out.startsWith('FAIL ') || !hasDifference(out)) return `${name} does not tell\n${out}${err}`;
  }
  return '';
}

// What was printed of the first random scenario that differs: {commands, text}.
function shrunkOf(out) {
  const match = /^FAIL random scenario \d+, at its shortest:\n\n((?:.+\n)+)\n((?:.*\n)*?)\n/m.exec(out);
  return match && { commands: match[1].trimEnd().split('\n'), text: `${match[1]}${match[2]}` };
}

async function problemOfRandom(output, shown) {
  const { code, out, err } = await runProgram(output, randomRun(3000), { seconds: 300 });
  const shrunk = shrunkOf(out);
  if (code !== 1 || !shrunk) return `no random scenario tells\n${out}${err}`;
  shown.push(shrunk.text);
  if (!hasDifference(shrunk.text)) return `no difference is shown\n${out}`;
  return shrunk.commands.length <= mostCommands ? '' : `not short enough\n${out}`;
}

async function tryMutation(mutation) {
  const shown = [];
  try {
    const output = await buildMutated('pagewalk-conformance', mutation, mutations.indexOf(mutation));
    const written = await problemOfWritten(output, mutation);
    const skipsRandom = mutation.random === false || !hasKernel;
    return { mutation, shown, problem: written || (skipsRandom ? '' : await problemOfRandom(output, shown)) };
  } catch (error) {
    return { mutation, shown, problem: error.message };
  }
}

// An assertion that fails, bytes that are not what was written, an invariant that is broken: any of them tells.
async function tryHold(hold) {
  try {
    const output = await buildMutated('pagewalk_hostile', hold, holds.indexOf(hold));
    const { code, out, err } = await runProgram(output, randomCalls, { seconds: 300 });
    const tells = code !== 0 && /FAILED:|broken invariant/.test(out + err);
    return { mutation: hold, shown: [], problem: tells ? '' : `no random call tells\n${out}${err}` };
  } catch (error) {
    return { mutation: hold, shown: [], problem: error.message };
  }
}

function report({ mutation, shown, problem }) {
  suite.record(mutation.name, problem);
  for (const text of shown) console.log(text.replace(/^(?=.)/gm, '     '));
}

async function checkHostile() {
  const { code, out, err } = await runProgram(hostile, randomCalls, { seconds: 300 });
  suite.record('unchanged: the hostile allocator finds nothing', code === 0 ? '' : out + err);
}

// Says whether there is a kernel to compare random scenarios with.
async function checkUnchanged() {
  const files = [...new Set(chosen.flatMap(({ written }) => written))].map(scenarioFile);
  const written = await runProgram(program, ['--recorded', ...files]);
  suite.record('unchanged: the same written scenarios pass', written.code === 0 ? '' : written.out + written.err);
  const result = await runProgram(program, randomRun(200));
  if (result.out.startsWith('random scenarios need')) return false;
  suite.record('unchanged: random scenarios pass', result.code === 0 ? '' : result.out + result.err);
  return true;
}

rmSync(mutants, { recursive: true, force: true });
let compileCommands = [];
let hasKernel = false;
try {
  buildUnchanged();
  compileCommands = JSON.parse(readFileSync(path.join(build, 'compile_commands.json'), 'utf8'));
  if (chosen.length > 0) hasKernel = await checkUnchanged();
  if (chosenHolds.length > 0) await checkHostile();
  if (chosen.length > 0 && !hasKernel) console.log('     random scenarios are not tried: there is no Linux 6.18 here to compare them with');
  for (const result of await mapWide(chosen, 2, tryMutation)) report(result);
  for (const result of await mapWide(chosenHolds, 2, tryHold)) report(result);
} catch (error) {
  suite.record('the build for mutations', error.message);
}
suite.finish();
