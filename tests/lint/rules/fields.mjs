// A field that is left out of its struct's list does not compile (engine/base/fields.h).
//
// The fixture with complete lists compiles; each of its spoilt copies, one entry taken out, named twice or made up, does not, and the
// compiler's message names the list.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../support/suite.mjs';

const fixture = 'tests/lint/fixtures/fields_complete.cc';

const spoilt = [
  ['a field', 'Open, first, derived(second)', 'Open, first'],
  ['a derived field in place of another', 'Open, first, derived(second)', 'Open, derived(second)'],
  ['an array', 'Row, open, numbers', 'Row, open'],
  ['an array of structs', 'Row, open, numbers', 'Row, numbers'],
  ['a private field', 'Hidden, shown_, hidden_', 'Hidden, shown_'],
  ['a private array of structs', 'Hidden, shown_, hidden_', 'Hidden, hidden_'],
  ['a field of a private struct of a template', 'Slot, item, is_live', 'Slot, item'],
  ['a field for one that is named twice', 'Row, open, numbers', 'Row, open, open'],
];

const flags = ['-std=c++20', '-fno-rtti', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wshadow', '-Werror', '-fsyntax-only'];

// "" when the source compiles, else what the compiler said.
function compile(text) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pagewalk-fields-'));
  try {
    const file = path.join(folder, 'fields.cc');
    writeFileSync(file, text);
    const run = spawnSync(process.env.CXX ?? 'g++', [...flags, '-I', root, file], { cwd: root, encoding: 'utf8' });
    return run.status === 0 ? '' : `${run.stderr}${run.error?.message ?? ''}` || `ended with ${run.status}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function checkSpoilt(text, [what, from, to]) {
  if (!text.includes(from)) return [`${fixture}:1: '${from}' is gone, so leaving out ${what} cannot be tried`];
  const said = compile(text.replace(from, to));
  if (said === '') return [`engine/base/fields.h:1: a list without ${what} compiles`];
  if (said.includes('every_field_is_listed')) return [];
  return [`${fixture}:1: without ${what} the compiler says something else: ${said.slice(0, 400)}`];
}

// The structs of the fixture, or of a tree that shows what the rule refuses.
export const listedFields = {
  name: 'fields of the state: a list that leaves one out does not compile',
  check(tree) {
    const text = tree.find((file) => file.name === fixture)?.text;
    if (text === undefined) return [`${fixture}:1: is missing`];
    const said = compile(text);
    if (said) return [`${fixture}:1: complete lists do not compile: ${said.slice(0, 600)}`];
    return spoilt.flatMap((one) => checkSpoilt(text, one));
  },
  get good() {
    return [{ name: fixture, text: readFileSync(path.join(root, fixture), 'utf8') }];
  },
  get bad() {
    const whole = this.good[0].text;
    return [
      [],
      [{ name: fixture, text: whole.replace(spoilt[0][1], spoilt[0][2]) }],
      [{ name: fixture, text: whole.replaceAll(/PW_FIELDS/g, 'static_assert(true); //') }],
    ];
  },
};
