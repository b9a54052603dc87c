// The lists beside the lessons: their order, the questions and what they wait for, where the steps of older lessons went; and what stands
// at the top of a behaviour file. Read by the build, and by the tests that hold the lists to the lessons.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const kLessons = fileURLToPath(new URL('../../lessons', import.meta.url));

const read = (name) => readFileSync(path.join(kLessons, name), 'utf8');

/** Lines that say something. */
const linesOf = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Every lesson there is. */
export function lessonFolders() {
  return readdirSync(kLessons, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(kLessons, entry.name, 'lesson.txt')))
    .map((entry) => entry.name)
    .sort();
}

/** What the lists need of the top of a behaviour file. */
export function headLines(id) {
  const text = read(`${id}/lesson.txt`);
  const list = (keyword) => new RegExp(`^${keyword}[ \\t]+(.*)$`, 'm').exec(text)?.[1].trim().split(/\s+/) ?? [];
  return { id, track: Number(list('track')[0]), answers: list('answers'), tells: list('tells'), introduced: list('words-new') };
}

/** `path`, and each track's lessons by its number. */
export function parseOrder(text) {
  const order = { path: [], tracks: new Map() };
  let here = null;
  for (const line of linesOf(text)) {
    const track = /^track (\d+)$/.exec(line)?.[1];
    if (line === 'path') here = order.path;
    else if (track) {
      here = [];
      order.tracks.set(Number(track), here);
    } else if (!here) throw new Error(`lessons/order.txt: ${line} stands in no section`);
    else here.push(line);
  }
  return order;
}
export const readOrder = () => parseOrder(read('order.txt'));

const inTwo = (text) => text.split('|').map((part) => part.trim());

/** By number: Q1 → { en, zh }. */
export function readQuestions() {
  const rows = linesOf(read('questions.txt')).map((line) => {
    const [, id, words] = /^(Q\d+) (.*)$/.exec(line) ?? [];
    const [en, zh, ...more] = inTwo(words ?? '');
    if (!en || !zh || more.length > 0) throw new Error(`lessons/questions.txt: \`${line}\` is not: QUESTION English | 中文`);
    return [id, { en, zh }];
  });
  return new Map(rows);
}

/** Systems by name, and by question the names of those that it waits for. */
export function readWaits() {
  const systems = new Map();
  const waits = new Map();
  for (const line of linesOf(read('waits.txt'))) {
    const [, name, words] = /^system (\S+) (.*)$/.exec(line) ?? [];
    if (name) {
      const [en, zh] = inTwo(words);
      systems.set(name, { en, zh });
      continue;
    }
    const [question, ...names] = line.split(/\s+/);
    for (const one of names) if (!systems.has(one)) throw new Error(`lessons/waits.txt: ${question} waits for ${one}, which is no system`);
    waits.set(question, names);
  }
  return { systems, waits };
}

/** How each question stands: the lessons that answer it, those that tell of it, the systems that it waits for. */
export function standingOf(question, heads, waits) {
  const having = (field) => heads.filter((head) => head[field].includes(question)).map(({ id }) => id);
  const [answered, told] = [having('answers'), having('tells')];
  const missing = waits.get(question) ?? [];
  const state = answered.length > 0 ? 'answered' : told.length > 0 ? 'told' : missing.length > 0 ? 'waits' : 'open';
  return { answered, told, missing, state };
}

/** Lines `OLD STEP NEW`. */
export function parseMoved(text) {
  return linesOf(text).map((line) => {
    const [, from, step, to] = /^([a-z0-9-]+) (\d+) ([a-z0-9-]+)$/.exec(line) ?? [];
    if (!from) throw new Error(`lessons/moved.txt: \`${line}\` is not: OLD STEP NEW`);
    return { from, step: Number(step), to };
  });
}
export const readMoved = () => (existsSync(path.join(kLessons, 'moved.txt')) ? parseMoved(read('moved.txt')) : []);

/** Of each word of the page's glossary its names in a language, the first its title. */
export function glossaryNames(language) {
  const text = readFileSync(fileURLToPath(new URL(`../src/base/cards/${language}_glossary.ts`, import.meta.url)), 'utf8');
  const rows = [...text.matchAll(/'word\.(\w+)':\s+'([^—]*) — /g)];
  return new Map(rows.map(([, id, names]) => [id, names.split('|').map((name) => name.trim())]));
}
