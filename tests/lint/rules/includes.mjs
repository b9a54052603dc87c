// A source of the engine reaches what it names of the standard library through its own includes. The compiler does not see it: the
// commonest headers are precompiled, and the sources of one folder compile together.
import { blankOut, lineOf } from '../source.mjs';

const names = (...all) => new RegExp(`\\bstd::(?:${all.join('|')})\\b`, 'g');

const headers = {
  algorithm: names('sort', 'stable_sort', 'min', 'max', 'find', 'find_if', 'any_of', 'all_of', 'count_if', 'reverse', 'lower_bound'),
  array: names('array'),
  bit: names('popcount', 'countr_zero', 'countl_zero', 'bit_width'),
  cstring: names('memcpy', 'memset', 'memcmp', 'memmove', 'strlen', 'strcmp', 'strncmp', 'strchr'),
  deque: names('deque'),
  functional: names('function'),
  map: names('map'),
  memory: names('shared_ptr', 'unique_ptr', 'make_shared', 'make_unique'),
  optional: names('optional', 'nullopt'),
  set: names('set'),
  span: names('span'),
  string: names('string', 'to_string'),
  string_view: names('string_view'),
  unordered_map: names('unordered_map'),
  utility: names('move', 'pair', 'swap', 'exchange'),
  vector: names('vector'),
};
// Headers of the standard library whose description says that they bring another's names.
const brings = { map: ['utility'], unordered_map: ['utility'], string: ['string_view'] };

function includesOf(text) {
  const code = blankOut(text, { keepStrings: true });
  const found = { own: [], standard: [] };
  for (const [, own, standard] of code.matchAll(/^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)/gm)) {
    if (own) found.own.push(own);
    else found.standard.push(standard, ...(brings[standard] ?? []));
  }
  return found;
}

// Every standard header that a file reaches, through whatever it includes of the repository.
function reachedFrom(name, files, known) {
  const reached = new Set();
  const seen = new Set();
  const visit = (at) => {
    if (seen.has(at) || !files.has(at)) return;
    seen.add(at);
    if (!known.has(at)) known.set(at, includesOf(files.get(at)));
    for (const one of known.get(at).standard) reached.add(one);
    for (const one of known.get(at).own) visit(one);
  };
  visit(name);
  return reached;
}

function checkFile(file, files, known) {
  const reached = reachedFrom(file.name, files, known);
  const code = blankOut(file.text);
  const problems = [];
  for (const [header, named] of Object.entries(headers)) {
    if (reached.has(header)) continue;
    const [first] = code.matchAll(named);
    if (first) problems.push(`${file.name}:${lineOf(code, first.index)}: ${first[0]} needs <${header}>, which nothing here includes`);
  }
  return problems;
}

const source = (name, text) => ({ name, text });

export const standardIncludes = {
  name: 'engine includes: what a source names of the standard library it reaches by its own includes',
  check(tree) {
    const sources = tree.filter(({ name }) => /^engine\/.*\.(?:cc|h|def)$/.test(name));
    const files = new Map(sources.map(({ name, text }) => [name, text]));
    const known = new Map();
    return sources.filter(({ name }) => name.endsWith('.cc')).flatMap((file) => checkFile(file, files, known));
  },
  good: [
    source('engine/a/a.h', '#include <string>\n'),
    source('engine/a/b.cc', '#include "engine/a/a.h"\nstd::string name(); // std::vector\n'),
    source('engine/a/c.cc', '#include <algorithm>\nint f(int a) { return std::max(a, 1); }\n'),
  ],
  bad: [
    [source('engine/a/a.cc', 'std::vector<int> all;\n')],
    [source('engine/a/a.h', '#include <vector>\n'), source('engine/a/b.cc', '#include "engine/a/a.h"\nstd::string name;\n')],
    [source('engine/a/c.cc', '#include <map>\nint f(int a) { return std::max(a, 1); }\n')],
  ],
};
