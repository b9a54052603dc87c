// What is drawn in a view is D3's, by web/src/draw: no view writes SVG itself, and no part of D3 is taken by the umbrella's name.
import { blankOut, lineOf } from '../source.mjs';

const kForbidden = [
  [/<(?:svg|path|rect|circle|line|polygon|g)\b/g, 'draws SVG itself: make marks for web/src/draw, or an icon in web/src/widgets'],
  [/\bcreateElementNS\b/g, 'makes SVG elements itself: make marks for web/src/draw'],
];

function checkView(file) {
  const code = blankOut(file.text, { keepStrings: true });
  const found = ([pattern, what]) => [...code.matchAll(pattern)].map((match) => `${file.name}:${lineOf(code, match.index)}: ${what}`);
  return kForbidden.flatMap(found);
}

function checkUmbrella({ name, text }) {
  return [...text.matchAll(/\bfrom\s*['"]d3['"]/g)].map((match) => `${name}:${lineOf(text, match.index)}: name the module of D3, not d3`);
}

const isView = (name) => /^web\/src\/views\/.*\.tsx?$/.test(name);
const source = (name, text) => ({ name, text });

export const drawings = {
  name: 'drawings: no SVG by hand in a view, no D3 as a whole',
  check(tree) {
    const page = tree.filter((file) => /^web\/src\/.*\.tsx?$/.test(file.name));
    return [...page.filter((file) => isView(file.name)).flatMap(checkView), ...page.flatMap(checkUmbrella)];
  },
  good: [
    source('web/src/views/a/a.tsx', 'export const A = () => <p>a</p>;\n'),
    source('web/src/draw/svg.ts', "import { select } from 'd3-selection';\nconst a = document.createElementNS('x', 'g');\n"),
    source('web/src/widgets/icons.tsx', 'export const A = () => <svg />;\n'),
  ],
  bad: [
    [source('web/src/views/a/a.tsx', 'export const A = () => <svg width="1" />;\n')],
    [source('web/src/views/a/a.ts', "const a = document.createElementNS('x', 'g');\n")],
    [source('web/src/draw/a.ts', "import { select } from 'd3';\n")],
  ],
};
