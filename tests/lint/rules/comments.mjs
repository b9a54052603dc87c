// Tables and headings in comments. A reflow that takes them for running text joins a row with the one below, or cuts a heading in two.
import { isCpp } from '../tree.mjs';

const kRow = /^\s*\/\/( {3,})\S+ {3,}\S/; // one word, then a column
const kNearlyFull = 100;

/** Below a long row stands its continuation, under the column, or another row, whose label is a word, a name in capitals or a drawing. */
function isJoined(line, below) {
  const row = kRow.exec(line);
  const next = /^\s*\/\/( {3,})(\S.*)$/.exec(below ?? '');
  if (!row || !next || line.length < kNearlyFull || row[1].length !== next[1].length) return false;
  const label = next[2].split(/ {2,}/)[0];
  const hasColumn = label !== next[2];
  return /^[a-z…]/.test(label) && (!hasColumn || label.includes(' '));
}

/** "// ---- file.cc" and its dashes on two lines. */
const isCut = (line, below) => /^\s*\/\/ -{3,} .*\w$/.test(line) && /^\s*\/\/ -{3,}$/.test(below ?? '');

export const commentTables = {
  name: 'comments: no row of a table runs into the next, no heading is cut in two',
  check: (tree) =>
    tree.filter(isCpp).flatMap(({ name, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, i) => [
        ...(isJoined(line, lines[i + 1]) ? [`${name}:${i + 2}: a row of the table above runs into this line`] : []),
        ...(isCut(line, lines[i + 1]) ? [`${name}:${i + 2}: the rule of the heading above stands on a line of its own`] : []),
      ]);
    }),
  good: [
    {
      name: 'engine/mm/a.cc',
      text: `//   load    ${'x'.repeat(100)}\n//           and so on\n//   store   y\n//   MAP_FIXED, same size      z\n// Text.\n`,
    },
    { name: 'engine/mm/c.h', text: '// ---- a.cc, b.cc ------\nint a();\n' },
    { name: 'engine/mm/b.cc', text: `//   a short   row\n//   another one\n//   0          1 ${'-'.repeat(100)}\n//   | b |\n` },
  ],
  bad: [
    [{ name: 'engine/mm/a.cc', text: `//   count   one less ${'x'.repeat(90)} index   where in the\n//   area\n` }],
    [{ name: 'engine/mm/a.h', text: `//   named     a file ${'x'.repeat(90)} may\n//   touch it shmem     what is shared\n` }],
    [{ name: 'engine/mm/b.h', text: '// ---- a.cc, b.cc\n// --------------\n' }],
    [{ name: 'engine/mm/a.inl', text: `//   load    pages ${'x'.repeat(90)},\n//   … and marked dirty\n` }],
  ],
};
