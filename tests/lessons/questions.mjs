// The table question → lesson, made of what the lessons say of themselves: node tests/lessons/questions.mjs writes lessons/QUESTIONS.md.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { headLines, kLessons, lessonFolders, readQuestions, readWaits, standingOf } from '../../web/build/lesson_lists.mjs';

export const kTable = path.join(kLessons, 'QUESTIONS.md');

const kStates = { answered: 'answered', told: 'told', waits: 'waits', open: 'no lesson yet' };

const kHead = `# Which lesson answers which question

Made by \`node tests/lessons/questions.mjs\` from the lessons' \`answers\` and \`tells\` lines, \`questions.txt\` and \`waits.txt\`; a test
refuses a table that is not up to date.

- *answered*: a goal or a prediction of a lesson depends on the answer
- *told*: it stands in a lesson's prose
- *waits*: the model lacks the system that it is about; what stands behind an answered one is the rest of it
- *no lesson yet*: the model has what it needs, and no lesson takes it up
`;

export function tableOf(heads, questions, { systems, waits }) {
  const rows = [...questions].map(([id, { en }]) => ({ id, en, ...standingOf(id, heads, waits) }));
  const count = (state) => rows.filter((row) => row.state === state).length;
  const links = (ids) => ids.map((lesson) => `[${lesson}](${lesson}/en.md)`).join(', ');
  const lines = rows.map(({ id, en, answered, told, missing, state }) => {
    const lessons = [links(answered), ...(told.length > 0 ? [`told in ${links(told)}`] : [])].filter((part) => part !== '').join('; ');
    return `| ${id} | ${en} | ${kStates[state]} | ${lessons} | ${missing.map((name) => systems.get(name).en).join('; ')} |`;
  });
  const sums = Object.entries(kStates).map(([state, words]) => `${words} ${count(state)}`);
  const table = ['| | question | state | lessons | waits for |', '|---|---|---|---|---|', ...lines];
  return `${kHead}\nOf ${rows.length} questions: ${sums.join(', ')}.\n\n${table.join('\n')}\n`;
}

export const presentTable = () => tableOf(lessonFolders().map(headLines), readQuestions(), readWaits());

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(kTable, presentTable());
