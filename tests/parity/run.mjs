// Parity: every scenario gives the same bytes natively and in wasm, and so does every recorded log that is imported.
//
//   node tests/parity/run.mjs [--pagewalk PROGRAM] [--wasm FOLDER] [NAME…]     NAME: part of a scenario's path
//
// What is compared: the transcript that `pagewalk run` prints, the JSON of each command (its text, its errno, the faults, the pages, the
// state hash) that `pagewalk run --json` prints, both exit codes, and the hash of the whole script, as `pagewalk hash` prints it. Frames
// are compared by number too: the two builds must agree on everything.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow, firstDifference, mapWide, root, runProgram, Suite } from '../support/suite.mjs';
import { importCases, importInWasm, importNatively, importProblems } from './import_logs.mjs';
import { loadImport, loadPagewalk } from './load_module.mjs';

const { values, positionals } = parseArgs({
  options: {
    pagewalk: { type: 'string', default: 'build/check/pagewalk' },
    wasm: { type: 'string', default: 'build/wasm' },
  },
  allowPositionals: true,
});
const program = path.resolve(root, values.pagewalk);
const isWanted = (name) => positionals.length === 0 || positionals.some((part) => name.includes(part));
const scenarios = filesBelow('tests/scenarios', '.pw').filter(isWanted);
const module = await loadPagewalk(path.resolve(root, values.wasm));
const reader = await loadImport(path.resolve(root, values.wasm));

// Both forms on fresh machines: {text, json, textExit, jsonExit}.
function runInWasm(script) {
  const machine = new module.Pagewalk();
  const answer = (text) => {
    const value = JSON.parse(text);
    if (value.error !== undefined) throw new Error(`the wasm module answered: ${value.error}`);
    return value;
  };
  try {
    const text = answer(machine.runText(script));
    const json = answer(machine.runJson(script));
    return { text: text.text, textExit: text.exit, json: json.text, jsonExit: json.exit };
  } finally {
    machine.delete();
  }
}

async function runNatively(name) {
  const [text, json, hash] = await Promise.all([
    runProgram(program, ['run', name]),
    runProgram(program, ['run', '--json', name]),
    runProgram(program, ['hash', name]),
  ]);
  return {
    text: text.out,
    textExit: text.code,
    json: json.out,
    jsonExit: json.code,
    hash: hash.out.trim(),
    err: text.err + json.err + hash.err,
  };
}

function lastHash(json) {
  const last = json.trimEnd().split('\n').at(-1);
  return last ? JSON.parse(last).hash : undefined;
}

function problemsOf(script, native) {
  if (!/^[0-9a-f]{16}$/.test(native.hash)) return [`pagewalk hash gave '${native.hash}'\n${native.err}`];
  const wasm = runInWasm(script);
  const hash = lastHash(wasm.json);
  const problems = ['text', 'json'].map((form) => firstDifference(native[form], wasm[form], ['native', 'wasm']));
  if (hash !== native.hash) problems.push(`pagewalk hash says ${native.hash}, the last command in wasm ${hash}`);
  for (const exit of ['textExit', 'jsonExit']) {
    if (native[exit] !== wasm[exit]) problems.push(`${exit}: ${native[exit]} natively, ${wasm[exit]} in wasm`);
  }
  return problems.filter(Boolean);
}

const suite = new Suite();
const natives = await mapWide(scenarios, 2, runNatively);
for (const [i, name] of scenarios.entries()) {
  suite.record(name, problemsOf(readFileSync(path.join(root, name), 'utf8'), natives[i]).join('\n'));
}
// The comparison itself must see each difference by itself.
if (natives.length > 0) {
  const script = readFileSync(path.join(root, scenarios[0]), 'utf8');
  const foreign = { text: 'x\n', json: '{"hash": "x"}\n', hash: '0'.repeat(16), textExit: 7, jsonExit: 7 };
  const unseen = Object.keys(foreign).filter((key) => problemsOf(script, { ...natives[0], [key]: foreign[key] }).length === 0);
  suite.record('the comparison sees a foreign text, JSON, hash and exit code', unseen.join(', '));
}

const logs = importCases().filter((files) => files.some(isWanted));
const imported = await mapWide(logs, 2, (files) => importNatively(program, files));
const language = new module.Pagewalk();
for (const [i, files] of logs.entries()) {
  suite.record(`import ${files.join(' ')}`, importProblems(imported[i], importInWasm(reader, language, files)).join('\n'));
}
if (logs.length > 0) {
  const wasm = importInWasm(reader, language, logs[0]);
  const foreign = { script: 'x\n', notes: 'x\n', code: 7 };
  const unseen = Object.keys(foreign).filter((key) => importProblems({ ...imported[0], [key]: foreign[key] }, wasm).length === 0);
  suite.record('the comparison of imports sees a foreign script, note and exit code', unseen.join(', '));
}
language.delete();
suite.finish();
