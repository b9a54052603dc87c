// The table of the state hash in engine/README.md, made from the lists of fields by tests/lint/hash_table.cc.
//
//   node tests/lint/hash_table.mjs           prints the table
//   node tests/lint/hash_table.mjs --write   puts it between the two marks in engine/README.md
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../support/suite.mjs';

const readme = 'engine/README.md';
const begin = '<!-- hash:begin (written by tests/lint/hash_table.mjs --write) -->';
const end = '<!-- hash:end -->';

function run(file, args) {
  const done = spawnSync(file, args, { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${file} failed: ${done.stderr || done.error?.message}`);
  return done.stdout;
}

let made;
function makeTable() {
  if (made !== undefined) return made;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pagewalk-hash-'));
  try {
    const program = path.join(folder, 'hash_table');
    run(process.env.CXX ?? 'g++', ['-std=c++20', '-O0', '-I', root, 'tests/lint/hash_table.cc', 'engine/base/assert.cc', '-o', program]);
    made = run(program, []).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
  return made;
}

function splitReadme(text) {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return null;
  return { before: text.slice(0, from + begin.length), table: text.slice(from + begin.length, to).trim(), after: text.slice(to) };
}

export const hashTable = {
  name: 'state hash: engine/README.md has the table that the lists of fields give',
  check(tree) {
    const parts = splitReadme(tree.find((one) => one.name === readme)?.text ?? '');
    if (!parts) return [`${readme}:1: has no table of the state hash: run node tests/lint/hash_table.mjs --write`];
    return parts.table === makeTable() ? [] : [`${readme}:1: the table of the hash is stale: run node tests/lint/hash_table.mjs --write`];
  },
  get good() {
    return [{ name: readme, text: `# Model\n${begin}\n\n${makeTable()}\n\n${end}\n` }];
  },
  get bad() {
    return [
      [],
      [{ name: readme, text: '# Model\n' }],
      [{ name: readme, text: `${begin}\n\n${makeTable().replace('| `Kernel` | ', '| `Kernel` | one u8, ')}\n\n${end}\n` }],
    ];
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write')) {
    const file = path.join(root, readme);
    const parts = splitReadme(readFileSync(file, 'utf8'));
    if (!parts) throw new Error(`${readme} has no place for the table: ${begin} … ${end}`);
    writeFileSync(file, `${parts.before}\n\n${makeTable()}\n\n${parts.after}`);
  } else {
    console.log(makeTable());
  }
}
