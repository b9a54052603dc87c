// How large a file, a function and a line may grow.
import { functionsOf } from '../source.mjs';
import { isCpp, isGenerated, isScript } from '../tree.mjs';

const isSource = (file) => (isCpp(file) || isScript(file)) && !isGenerated(file);
const countLines = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

const maxLinesOf = (name) => (/\.(?:h|inl|ts|tsx)$/.test(name) ? 300 : 600);
const lines = (count, text = 'x') => `${text}\n`.repeat(count);

export const fileSizes = {
  name: 'file sizes: sources up to 600 lines, headers and TypeScript up to 300',
  check(tree) {
    return tree.filter(isSource).flatMap((file) => {
      const count = countLines(file.text);
      const max = maxLinesOf(file.name);
      return count > max ? [`${file.name}:${max + 1}: ${count} lines, at most ${max}`] : [];
    });
  },
  good: [
    { name: 'engine/mm/a.cc', text: lines(600) },
    { name: 'engine/mm/a.h', text: lines(300) },
    { name: 'web/src/engine/generated/a.ts', text: lines(900) },
  ],
  bad: [
    [{ name: 'engine/mm/a.cc', text: lines(601) }],
    [{ name: 'engine/mm/a.h', text: lines(301) }],
    [{ name: 'web/src/app/a.tsx', text: lines(301) }],
  ],
};

const maxFunctionLines = 70;
// The callback of a test suite in TypeScript holds all its tests, so it is no function in this sense.
const isMeasured = (file) => isSource(file) && !/\.(?:def|js)$/.test(file.name) && !/\.(?:test|spec)\.tsx?$/.test(file.name);

export const functionSizes = {
  name: `function sizes: up to ${maxFunctionLines} lines`,
  check(tree) {
    return tree.filter(isMeasured).flatMap((file) =>
      functionsOf(file.text, isScript(file))
        .filter((one) => one.lines > maxFunctionLines)
        .map((one) => `${file.name}:${one.line}: ${one.name} has ${one.lines} lines, at most ${maxFunctionLines}`),
    );
  },
  good: [
    {
      name: 'engine/mm/a.cc',
      text: `namespace pw {\nstruct S {\n${lines(80, '  int f() const { return 0; }')}};\nint g() {\n${lines(60)}}\n}\n`,
    },
    { name: 'web/src/app/a.ts', text: `export const a = {\n${lines(100, '  b: 1,')}};\nfunction f() {\n${lines(60)}}\n` },
  ],
  bad: [
    [
      {
        name: 'engine/mm/a.cc',
        text: `namespace pw {\nResult<int> Kernel::f(const X& x) const {\n  if (x) {\n${lines(70, "  put('{');")}  }\n}\n}\n`,
      },
    ],
    [{ name: 'engine/mm/a.h', text: `class A : public B {\n public:\n  A() : b_(1) {\n${lines(70)}  }\n};\n` }],
    [{ name: 'tests/unit/a.cc', text: `TEST_CASE("a { b") {\n${lines(70)}}\n` }],
    [{ name: 'web/src/app/a.tsx', text: `export function A({ b }: Props): View {\n${lines(70)}}\n` }],
    [{ name: 'web/src/app/a.ts', text: `export const a = (b: number) => {\n${lines(70)}};\n` }],
    [{ name: 'web/src/app/a.ts', text: `class A {\n  run(b: number): void {\n${lines(70)}  }\n}\n` }],
  ],
};

const maxColumns = 140;
// A row of a .def table holds a whole sentence for people, and stays a row.
const hasLines = (file) =>
  (isSource(file) && !file.name.endsWith('.def')) || /\.(?:css|html|cmake)$|CMakeLists\.txt$|Makefile$|^\.ci\//.test(file.name);

export const lineLengths = {
  name: `line lengths: up to ${maxColumns} columns`,
  check(tree) {
    return tree.filter((file) => hasLines(file) && !isGenerated(file)).flatMap((file) =>
      file.text.split('\n').flatMap((line, i) => {
        const columns = [...line].length;
        return columns > maxColumns ? [`${file.name}:${i + 1}: ${columns} columns, at most ${maxColumns}`] : [];
      }),
    );
  },
  good: [{ name: 'engine/mm/a.cc', text: `${'é'.repeat(140)}\n` }],
  bad: [[{ name: 'engine/mm/a.cc', text: `${'x'.repeat(141)}\n` }], [{ name: 'web/src/app/a.css', text: `${'x'.repeat(141)}\n` }]],
};
