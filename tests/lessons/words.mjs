// Words before their meaning: along the lessons that a lesson names as needed, no word of the page's glossary is used before a lesson has
// explained it. Also what ties lessons to the page: glossary ids, view names, lessons that are named as needed.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/suite.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');

/** Names that are everyday words as well: a text may use them and mean nothing by it. */
const kEveryday = {
  en: ['order', 'zone', 'merge', 'batch', 'reference', 'accessed', 'exclusive', 'dirty', 'anonymous', 'locked memory'],
  zh: ['阶', '合并'],
};

/** Of each word of the glossary its names in a language, everyday ones left out. */
export function readGlossary(language) {
  const text = read(`web/src/base/cards/${language}_glossary.ts`);
  const words = new Map();
  for (const [, id, names] of text.matchAll(/'word\.(\w+)':\s+'([^—]*) — /g)) {
    words.set(id, names.split('|').map((name) => name.trim()).filter((name) => !kEveryday[language].includes(name)));
  }
  return words;
}

/** What stands at the top of a behaviour file. */
export function headOf(id) {
  const text = read(`lessons/${id}/lesson.txt`);
  const list = (keyword) => new RegExp(`^${keyword} +(.*)$`, 'm').exec(text)?.[1].trim().split(/\s+/) ?? [];
  return { after: list('after'), needed: list('words-needed'), introduced: list('words-new') };
}

const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What no reader reads as words: blocks of code, code in a line and names of values, names of steps and options. */
const kFence = new RegExp('^`{3}[^]*?^`{3}', 'gm');
const kCode = new RegExp('`[^`]*`|[{][^}]*[}]', 'g');
const kNames = /^#+ \w[\w-]* *\w*:?|^- [\w-]+:/gm;

/** Ids of the glossary whose names stand in a text; of names in each other the longer one counts. */
export function wordsIn(text, glossary, language) {
  const names = [...glossary].flatMap(([id, all]) => all.map((name) => ({ id, name })));
  names.sort((a, b) => b.name.length - a.name.length);
  let rest = text.replace(kFence, '').replace(kCode, ' ').replace(kNames, '');
  const found = new Set();
  for (const { id, name } of names) {
    const pattern = language === 'zh' ? escaped(name) : `\\b${escaped(name)}(?:s|es)?\\b`;
    const cut = rest.replace(new RegExp(pattern, 'gi'), '·');
    if (cut !== rest) found.add(id);
    rest = cut;
  }
  return found;
}

/** The words that lessons explain which this one names as needed, and those these name. */
function known(id, heads, seen = new Set()) {
  const words = new Set();
  for (const before of heads.get(id)?.after ?? []) {
    if (seen.has(before)) continue;
    seen.add(before);
    for (const word of heads.get(before)?.introduced ?? []) words.add(word);
    for (const word of known(before, heads, seen)) words.add(word);
  }
  return words;
}

function isCircular(id, heads, path = []) {
  return path.includes(id) || (heads.get(id)?.after ?? []).some((before) => isCircular(before, heads, [...path, id]));
}

/** What is wrong with the words of a lesson. */
export function problemOfWords(id, heads, glossaries) {
  const { after, needed, introduced } = heads.get(id);
  const problems = [];
  const say = (ok, what) => ok || problems.push(`lessons/${id}/lesson.txt: ${what}`);
  for (const before of after) say(heads.has(before), `there is no lesson ${before} to come after`);
  if (isCircular(id, heads)) return `lessons/${id}/lesson.txt: it comes after itself`;
  const before = known(id, heads);
  for (const word of [...needed, ...introduced]) say(glossaries.en.has(word), `the glossary has no word ${word}`);
  for (const word of needed) say(before.has(word), `no lesson before it explains ${word}`);
  for (const word of introduced) say(!before.has(word), `${word} is explained by a lesson before it already`);
  const mine = new Set([...needed, ...introduced]);
  for (const [language, glossary] of Object.entries(glossaries)) {
    for (const word of wordsIn(read(`lessons/${id}/${language}.md`), glossary, language)) {
      const names = glossary.get(word).join(', ');
      say(mine.has(word), `${language}.md uses ${word} (${names}), which the lesson neither needs nor explains`);
    }
  }
  return problems.join('\n');
}

/** Names of views: those that the parser takes are those of the page. */
export function problemOfViews() {
  const page = [...read('web/src/views/registry.tsx').matchAll(/^ {2,4}(?:{ )?name: '(\w+)'/gm)].map((match) => match[1]).sort();
  const parser = /kViews = \{([^}]*)\}/.exec(read('engine/lesson/parse_lesson.cc'))[1].match(/\w+/g).sort();
  return page.join() === parser.join() ? '' : `the page has ${page.join()}, the parser takes ${parser.join()}`;
}

export function recordWords(suite) {
  suite.record('views', problemOfViews());
  const glossaries = { en: readGlossary('en'), zh: readGlossary('zh') };
  suite.record('glossaries', glossaries.en.size > 30 && glossaries.en.size === glossaries.zh.size ? '' : 'a glossary cannot be read');
  const folders = readdirSync(path.join(root, 'lessons'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const heads = new Map(folders.map(({ name }) => [name, headOf(name)]));
  for (const id of heads.keys()) suite.record(`words/${id}`, problemOfWords(id, heads, glossaries));
  recordOwnCases(suite, glossaries);
}

/** The rule notices what it is there for. */
function recordOwnCases(suite, glossaries) {
  const heads = new Map([
    ['no-memory', { after: [], needed: [], introduced: ['page'] }],
    ['read-first', { after: ['no-memory'], needed: ['page', 'tlb'], introduced: ['page', 'nonsense'] }],
  ]);
  const said = problemOfWords('read-first', heads, glossaries);
  const wanted = ['explains tlb', 'page is explained', 'no word nonsense', 'en.md uses fault', 'zh.md uses fault'];
  const unsaid = wanted.filter((one) => !said.includes(one));
  suite.record('words: the rule notices', unsaid.map((one) => `did not say: ${one}\n${said}`).join('\n'));
  const circle = new Map([['no-memory', { after: ['no-memory'], needed: [], introduced: [] }]]);
  suite.record('words: a circle', problemOfWords('no-memory', circle, glossaries).includes('after itself') ? '' : 'not noticed');
}
