// Parity: every scenario gives the same bytes natively and in wasm.
//
//   node tests/parity/run.mjs [--pagewalk PROGRAM] [--wasm FOLDER] [NAME…]     NAME: part of a scenario's path
//
// What is compared is the JSON of each command (its text, its errno, the faults, the pages, the state hash), as `pagewalk run --json`
// prints it, and the hash of the whole script, as `pagewalk hash` prints it. Frames are compared by number too: the two builds must
// agree on everything.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow, firstDifference, mapWide, root, runProgram, Suite } from '../support/suite.mjs';
import { loadPagewalk } from './load_module.mjs';

const { values, positionals } = parseArgs({
  options: {
    pagewalk: { type: 'string', default: 'build/check/pagewalk' },
    wasm: { type: 'string', default: 'build/wasm' },
  },
  allowPositionals: true,
});
const program = path.resolve(root, values.pagewalk);
const scenarios = filesBelow('tests/scenarios', '.pw').filter(
  (name) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
const module = await loadPagewalk(path.resolve(root, values.wasm));

function runInWasm(script) {
  const machine = new module.Pagewalk();
  try {
    return machine.runJson(script);
  } finally {
    machine.delete();
  }
}

function lastHash(json) {
  const last = json.trimEnd().split('\n').at(-1);
  return last ? JSON.parse(last).hash : undefined;
}

async function runNatively(name) {
  const [json, hash] = await Promise.all([
    runProgram(program, ['run', '--json', name]),
    runProgram(program, ['hash', name]),
  ]);
  return { json: json.out, hash: hash.out.trim(), err: json.err + hash.err };
}

function problemOf(script, native) {
  if (!/^[0-9a-f]{16}$/.test(native.hash)) return `pagewalk hash gave '${native.hash}'\n${native.err}`;
  const wasm = runInWasm(script);
  return (
    firstDifference(native.json, wasm, ['native', 'wasm']) ||
    (lastHash(wasm) === native.hash ? '' : `pagewalk hash says ${native.hash}, the last command in wasm ${lastHash(wasm)}`)
  );
}

const suite = new Suite();
const natives = await mapWide(scenarios, 2, runNatively);
scenarios.forEach((name, i) => suite.record(name, problemOf(readFileSync(path.join(root, name), 'utf8'), natives[i])));
// The comparison itself must see a difference: another script's transcript, and another hash.
if (natives.length > 0) {
  const other = 'mmap 12K\n';
  const seen = problemOf(other, natives[0]) && problemOf(other, { ...natives[0], json: runInWasm(other), hash: '0'.repeat(16) });
  suite.record('the comparison finds a foreign transcript and a foreign hash', seen ? '' : 'it accepted them');
}
suite.finish();
