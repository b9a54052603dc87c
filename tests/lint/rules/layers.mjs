// Who may include or import whom: the engine by engine/layers.txt, the page by web/layers.txt.
import path from 'node:path';
import { blankOut, lineOf } from '../source.mjs';
import { isCpp } from '../tree.mjs';

// "mm: base trace" a line; problems for a circle or for a layer that is named and not declared.
function readLayers(file) {
  const layers = new Map();
  const problems = [];
  for (const line of file.text.split('\n')) {
    const entry = /^([\w-]+):\s*(.*)$/.exec(line.replace(/#.*/, '').trim());
    if (entry) layers.set(entry[1], new Set(entry[2].split(/\s+/).filter(Boolean)));
  }
  const done = new Set();
  const visit = (name, trail) => {
    if (trail.includes(name)) problems.push(`${file.name}:1: a circle: ${[...trail.slice(trail.indexOf(name)), name].join(' → ')}`);
    else if (!layers.has(name)) problems.push(`${file.name}:1: '${name}' is named but has no line of its own`);
    else if (!done.has(name)) for (const below of layers.get(name)) visit(below, [...trail, name]);
    done.add(name);
  };
  for (const name of layers.keys()) visit(name, []);
  if (layers.size === 0) problems.push(`${file.name}:1: declares no layer`);
  return { layers, problems };
}

function findList(tree, name) {
  const file = tree.find((one) => one.name === name);
  return file ? readLayers(file) : { layers: new Map(), problems: [`${name}:1: the list of layers is missing`] };
}

function checkPair(layers, list, from, to, where) {
  if (!layers.has(from)) return [`${where}: the folder '${from}' is not in ${list}`];
  if (from === to || layers.get(from).has(to)) return [];
  return [`${where}: ${from} may not use ${to} (${list})`];
}

function engineLayerOf(name) {
  if (name.startsWith('wasm-bindings/')) return 'wasm-bindings';
  return /^engine\/([\w-]+)\//.exec(name)?.[1];
}

function checkIncludes(file, layers) {
  const problems = [];
  const code = blankOut(file.text, { keepStrings: true });
  for (const match of code.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm)) {
    const where = `${file.name}:${lineOf(code, match.index)}`;
    const target = engineLayerOf(match[1]);
    if (target) problems.push(...checkPair(layers, 'engine/layers.txt', engineLayerOf(file.name), target, where));
    else problems.push(`${where}: write the include from the repository's root, as "engine/…", or with <> where it is a library's`);
  }
  return problems;
}

const engineList = (text) => ({ name: 'engine/layers.txt', text });
const source = (name, text) => ({ name, text });

export const engineLayers = {
  name: 'engine layers: only the includes that engine/layers.txt allows',
  check(tree) {
    const { layers, problems } = findList(tree, 'engine/layers.txt');
    const files = tree.filter((file) => isCpp(file) && engineLayerOf(file.name));
    return [...problems, ...files.flatMap((file) => checkIncludes(file, layers))];
  },
  good: [
    engineList('base:\nvma: base\n'),
    source('engine/vma/a.cc', '#include "engine/vma/a.h"\n#include "engine/base/b.h"\n#include <map>\n'),
  ],
  bad: [
    [engineList('base:\nvma: base\n'), source('engine/base/a.h', '#include "engine/vma/a.h"\n')],
    [engineList('base:\n'), source('engine/slab/a.h', '#include "engine/base/b.h"\n')],
    [engineList('base:\n'), source('engine/base/a.h', '#include "b.h"\n')],
    [engineList('a: b\nb: a\n')],
    [engineList('a: b\n')],
    [source('engine/base/a.h', '')],
  ],
};

const webLayerOf = (name) => /^web\/src\/(?:([\w-]+)\/)?[^/]+/.exec(name) && (/^web\/src\/([\w-]+)\//.exec(name)?.[1] ?? 'app');

function checkImports(file, layers) {
  const problems = [];
  const code = blankOut(file.text, { keepStrings: true });
  for (const match of code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)['"](\.[^'"]*|pagewalk-wasm)['"]/g)) {
    const where = `${file.name}:${lineOf(code, match.index)}`;
    const from = webLayerOf(file.name);
    if (match[1] === 'pagewalk-wasm') {
      if (from !== 'engine') problems.push(`${where}: only web/src/engine may import the wasm module`);
      continue;
    }
    const target = path.posix.join(path.posix.dirname(file.name), match[1]);
    if (target.startsWith('web/src/')) problems.push(...checkPair(layers, 'web/layers.txt', from, webLayerOf(target), where));
  }
  return problems;
}

const kImport = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)['"](\.[^'"]*)['"]/g;
/** What a page, a worker or the type checker begins with. */
const kBeginnings = /^web\/src\/(?:\w+\.tsx|engine\/generated\/.*)$|\.d\.ts$|\.test\.tsx?$/;

export const webModules = {
  name: 'web modules: each is imported by somebody',
  check(tree) {
    const files = tree.filter((file) => /^web\/src\/.*\.(?:ts|tsx|css)$/.test(file.name));
    const bare = (name) => name.replace(/(?:\/index)?\.tsx?$/, '');
    const used = new Set();
    for (const { name, text } of files.filter((file) => !file.name.includes('.test.'))) {
      const folder = path.posix.dirname(name);
      for (const [, target] of blankOut(text, { keepStrings: true }).matchAll(kImport)) used.add(bare(path.posix.join(folder, target)));
    }
    return files
      .filter(({ name }) => !kBeginnings.test(name) && !used.has(bare(name)))
      .map(({ name }) => `${name}:1: nobody imports it`);
  },
  good: [
    source('web/src/main.tsx', "import { b } from './base/b';\nimport('./views');\n"),
    source('web/src/base/b.ts', ''),
    source('web/src/views/index.ts', "import './a.css';\n"),
    source('web/src/views/a.css', ''),
    source('web/src/base/b.test.ts', ''),
  ],
  bad: [
    [source('web/tests/lane.test.ts', "import { lane } from '../src/draw/lane';\n"), source('web/src/draw/lane.ts', '')],
    [source('web/src/main.tsx', ''), source('web/src/base/b.ts', '')],
    [source('web/src/base/b.test.ts', "import { b } from './b';\n"), source('web/src/base/b.ts', '')],
    [source('web/src/main.tsx', ''), source('web/src/app/a.css', '')],
    [source('web/src/base/b.ts', ''), source('web/tests/b.test.ts', "import { b } from '../src/base/b';\n")],
  ],
};

const webList = { name: 'web/layers.txt', text: 'base:\nengine: base\nviews: base engine\napp: base engine views\n' };

export const webLayers = {
  name: 'web layers: only the imports that web/layers.txt allows',
  check(tree) {
    const { layers, problems } = findList(tree, 'web/layers.txt');
    const files = tree.filter((file) => /^web\/src\/.*\.(?:ts|tsx|css)$/.test(file.name));
    return [...problems, ...files.flatMap((file) => checkImports(file, layers))];
  },
  good: [
    webList,
    source('web/src/views/x/a.tsx', "import { b } from '../../engine/b';\nimport { h } from 'preact';\nimport './a.css';\n"),
    source('web/src/engine/c.ts', "import m from 'pagewalk-wasm';\n"),
    source('web/src/main.tsx', "import { b } from './views/x/a';\n"),
  ],
  bad: [
    [webList, source('web/src/engine/b.ts', "import { a } from '../views/x/a';\n")],
    [webList, source('web/src/engine/b.ts', "export * from '../views/x/a';\n")],
    [webList, source('web/src/engine/b.ts', "const a = await import('../app/a');\n")],
    [webList, source('web/src/engine/b.ts', "import '../main';\n")],
    [webList, source('web/src/views/b.ts', "import m from 'pagewalk-wasm';\n")],
    [webList, source('web/src/other/b.ts', "import { a } from '../base/a';\n")],
    [source('web/src/base/b.ts', '')],
  ],
};
