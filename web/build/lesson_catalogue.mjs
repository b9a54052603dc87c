// vite: `import 'lesson-catalogue/en'` is what the list of lessons shows in a language, so that nobody reads all lessons for it. The engine
// computes it once, while the page is built.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { glossaryNames, headLines, kLessons, readMoved, readOrder, readQuestions, readWaits, standingOf } from './lesson_lists.mjs';

const reader = fileURLToPath(new URL('read_lessons.mjs', import.meta.url));
/** Where the engine's module was built; tests name the folder. */
const engine = process.env.PAGEWALK_WASM ? path.dirname(process.env.PAGEWALK_WASM) : process.env.PAGEWALK_WASM_FOLDER;
const folder = engine ?? fileURLToPath(new URL('../../build/wasm', import.meta.url));

const readHeads = () => JSON.parse(execFileSync(process.execPath, [reader, folder], { encoding: 'utf8' }));

/** The lessons of a list that there are. */
const present = (list, ids) => list.filter((id) => ids.has(id));

/** In the order of each track; what the order does not name comes last. */
function tracksOf(order, heads) {
  const numbers = [...new Set(heads.map(({ track }) => track))].sort((a, b) => a - b);
  return numbers.map((number) => {
    const own = new Set(heads.filter(({ track }) => track === number).map(({ id }) => id));
    const listed = present(order.tracks.get(number) ?? [], own);
    return { number, lessons: [...listed, ...[...own].filter((id) => !listed.includes(id))] };
  });
}

export function catalogueOf(language, read, lists) {
  const { order, questions, waits, moved, names } = lists;
  const lines = read.map(({ id }) => lists.headLines(id));
  const ids = new Set(read.map(({ id }) => id));
  const lessons = read.map((lesson, at) => {
    const { track, answers, tells, introduced } = lines[at];
    return { ...lesson, needs: present(lesson.needs, ids), track, answers, tells, words: introduced.map((id) => names.get(id) ?? [id]) };
  });
  const rows = [...questions].map(([id, words]) => {
    const { answered, told, missing, state } = standingOf(id, lines, waits.waits);
    return { id, text: words[language], state, answered, told, waits: missing.map((name) => waits.systems.get(name)[language]) };
  });
  return {
    lessons,
    path: present(order.path, ids),
    tracks: tracksOf(order, lessons),
    questions: rows,
    moved: moved.filter(({ to }) => ids.has(to)),
  };
}

const kName = /^lesson-catalogue\/(en|zh)$/;

export function lessonCatalogue() {
  /** Both languages are read at once. */
  let heads = null;
  const forget = () => {
    heads = null;
  };
  return {
    name: 'lesson-catalogue',
    buildStart: forget,
    watchChange: forget,
    resolveId: (id) => (kName.test(id) ? `\0${id}` : null),
    load(id) {
      const language = kName.exec(id.slice(1))?.[1];
      if (id[0] !== '\0' || !language) return null;
      for (const entry of readdirSync(kLessons, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) this.addWatchFile(path.join(entry.parentPath ?? entry.path, entry.name));
      const lists = {
        order: readOrder(),
        questions: readQuestions(),
        waits: readWaits(),
        moved: readMoved(),
        names: glossaryNames(language),
        headLines,
      };
      heads ??= readHeads();
      const data = catalogueOf(language, heads[language], lists);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(data))});\n`;
    },
  };
}
