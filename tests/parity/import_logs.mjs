// The reader of logs and maps: the script and the notes that its wasm module makes of each recorded log, with its maps and without, and of
// maps alone, are those of `pagewalk import`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, firstDifference, root, runProgram } from '../support/suite.mjs';

const textOf = (name) => readFileSync(path.join(root, name), 'utf8');

/** Lists of files that are opened together. */
export function importCases() {
  const files = filesBelow('tests/logs', '');
  const logs = files.filter((name) => name.endsWith('.strace'));
  const mapsOf = (log) => files.filter((name) => path.dirname(name) === path.dirname(log) && name.endsWith('.exec.maps'));
  const isPasted = (name) => path.basename(path.dirname(name)) === 'field' && /\.(?:maps|txt)$/.test(name);
  const maps = files.filter((name) => name.endsWith('.exit.maps') || isPasted(name));
  return [...logs.map((log) => [log, ...mapsOf(log)]), ...[...logs, ...maps, 'README.md'].map((name) => [name])];
}

export async function importNatively(program, files) {
  const { out, err, code } = await runProgram(program, ['import', ...files]);
  return { script: out, notes: err, code };
}

// As the terminal prints them: in the order of their lines.
function notesText({ notes, unlisted }) {
  const lines = [...notes].sort((one, other) => one.line - other.line).map(({ line, column, text }) => {
    const place = line === 0 ? '' : column === 0 ? `line ${line}: ` : `line ${line}, column ${column}: `;
    return `${place}${text}\n`;
  });
  return lines.join('') + (unlisted > 0 ? `and ${unlisted} more like these\n` : '');
}

export function importInWasm(reader, language, files) {
  const answer = JSON.parse(reader.importFiles(files, files.map(textOf), language));
  return answer.error ? { error: answer.error } : { kind: answer.kind, script: answer.script, notes: notesText(answer) };
}

export function importProblems(native, wasm) {
  if (wasm.error) return native.code === 2 && native.notes.includes(wasm.error) ? [] : [`the wasm module answered: ${wasm.error}`];
  // What neither can read is an error in a terminal, and for the page a text that may be a script.
  if (wasm.kind === 'unknown') return native.code === 2 && native.script === '' ? [] : ['only the wasm module cannot read it'];
  const problems = ['script', 'notes'].map((part) => firstDifference(native[part], wasm[part], ['native', 'wasm']));
  if (native.code !== 0) problems.push(`pagewalk import ended with ${native.code}`);
  return problems.filter(Boolean);
}
