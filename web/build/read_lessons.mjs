// Prints as JSON what the engine says of every lesson, in each language: node build/read_lessons.mjs FOLDER-OF-THE-MODULE
// A process of its own, since in Node the module runs in what poses as a worker.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadPagewalk } from '../../tests/parity/load_module.mjs';
import { kLessons, lessonFolders } from './lesson_lists.mjs';

const { Pagewalk } = await loadPagewalk(path.resolve(process.argv[2]));
const engine = new Pagewalk();

const read = (id, name) => readFileSync(path.join(kLessons, id, name), 'utf8');

function headOf(id, language) {
  const prose = `${language}.md`;
  const said = engine.lessonRead(`lessons/${id}/lesson.txt`, read(id, 'lesson.txt'), `lessons/${id}/${prose}`, read(id, prose));
  const lesson = JSON.parse(said);
  if (lesson.error) throw new Error(lesson.error);
  const { title, summary, minutes, needs, steps } = lesson;
  return { id, title, summary, minutes, needs, steps: steps.map((step) => step.id) };
}

const ids = lessonFolders();
process.stdout.write(JSON.stringify(Object.fromEntries(['en', 'zh'].map((language) => [language, ids.map((id) => headOf(id, language))]))));
