// The list of deliberate differences from Linux: every `DIVERGES:` comment of the engine, copied into engine/README.md.
//
//   node tests/lint/diverges.mjs           prints the list
//   node tests/lint/diverges.mjs --write   puts it between the two marks in engine/README.md
//
// A comment reaches from the mark to the next line that is no comment, to an empty comment line, or to the next mark.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../support/suite.mjs';
import { isCpp, readTree } from './tree.mjs';

const readme = 'engine/README.md';
const begin = '<!-- diverges:begin (written by tests/lint/diverges.mjs --write) -->';
const end = '<!-- diverges:end -->';
const mark = 'DIVERGES:';

function commentsOf({ text }) {
  const found = [];
  let current = null;
  for (const line of text.split('\n')) {
    const comment = /^.*?\/\/+!?<?\s?(.*)$/.exec(line);
    const starts = comment?.[1].indexOf(mark) ?? -1;
    if (starts >= 0) {
      current = [comment[1].slice(starts + mark.length).trim()];
      found.push(current);
    } else if (current && comment && /^\s*\/\//.test(line) && comment[1].trim()) {
      current.push(comment[1].trim());
    } else {
      current = null;
    }
  }
  return found.map((lines) => lines.join(' ').trim());
}

export function listDivergences(tree) {
  const lines = [];
  for (const file of tree.filter((one) => isCpp(one) && one.name.startsWith('engine/'))) {
    for (const comment of commentsOf(file)) lines.push(`- \`${file.name.slice('engine/'.length)}\`: ${comment}`);
  }
  return lines.join('\n');
}

function splitReadme(text) {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return null;
  return { before: text.slice(0, from + begin.length), list: text.slice(from + begin.length, to).trim(), after: text.slice(to) };
}

const withMarks = (list) => `${begin}\n\n${list}\n\n${end}\n`;

export const divergences = {
  name: "differences from Linux: engine/README.md lists every DIVERGES comment",
  check(tree) {
    const file = tree.find((one) => one.name === readme);
    const parts = file && splitReadme(file.text);
    if (!parts) return [`${readme}:1: has no list of differences: run node tests/lint/diverges.mjs --write`];
    const empty = listDivergences(tree).split('\n').filter((line) => /: $/.test(line));
    if (empty.length > 0) return empty.map((line) => `${line}: a difference without a reason`);
    return parts.list === listDivergences(tree) ? [] : [`${readme}:1: the list is stale: run node tests/lint/diverges.mjs --write`];
  },
  good: [
    { name: readme, text: `# Model\n${withMarks('- `mm/a.cc`: one thing that goes on\n- `mm/a.cc`: another')}` },
    { name: 'engine/mm/a.cc', text: `int a;  // ${mark} one thing\n// that goes on\n//\n// unrelated\n// ${mark} another\nint b;\n` },
  ],
  bad: [
    [{ name: readme, text: withMarks('') }, { name: 'engine/mm/a.cc', text: `// ${mark} one thing\n` }],
    [{ name: readme, text: withMarks('- `mm/a.cc`: gone') }],
    [{ name: readme, text: '# Model\n' }],
    [{ name: readme, text: withMarks('- `mm/a.cc`: ') }, { name: 'engine/mm/a.cc', text: `// ${mark}\n` }],
  ],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tree = readTree();
  const list = listDivergences(tree);
  if (process.argv.includes('--write')) {
    const text = tree.find((one) => one.name === readme)?.text ?? '# The model\n';
    const parts = splitReadme(text);
    const written = parts
      ? `${parts.before}\n\n${list}\n\n${parts.after}`
      : `${text.trimEnd()}\n\n## Deliberate differences from Linux\n\n${withMarks(list)}`;
    writeFileSync(path.join(root, readme), written);
  } else {
    console.log(list);
  }
}
