// The lists beside the lessons: every lesson has its place in the order, every question is known, the table of questions is up to date,
// and every step of an older lesson leads to a lesson that is there.
import { existsSync, readFileSync } from 'node:fs';
import {
  headLines,
  lessonFolders,
  parseOrder,
  readMoved,
  readOrder,
  readQuestions,
  readWaits,
  standingOf,
} from '../../web/build/lesson_lists.mjs';
import { kTable, presentTable, tableOf } from './questions.mjs';

/** Lessons that were taken apart, and how many steps each had: every one of them leads somewhere. */
const kTakenApart = { 'fork-chains': 7, 'fork-cow': 9, mprotect: 8, mremap: 8, placement: 7, 'vma-merge': 8 };

export function problemOfOrder({ path, tracks }, heads) {
  const problems = [];
  const ids = new Set(heads.map(({ id }) => id));
  for (const [name, list] of [['path', path], ...tracks]) {
    const twice = list.filter((id, at) => list.indexOf(id) !== at);
    problems.push(...twice.map((id) => `${id} stands twice under ${name}`));
    problems.push(...list.filter((id) => !ids.has(id)).map((id) => `there is no lesson ${id}, which stands under ${name}`));
  }
  for (const { id, track } of heads) {
    const places = [...tracks].filter(([, list]) => list.includes(id)).map(([number]) => number);
    if (places.length === 0) problems.push(`${id} stands in no track`);
    else if (places.some((place) => place !== track)) problems.push(`${id} is of track ${track} and stands under ${places.join(', ')}`);
  }
  const all = new Set([...tracks.values()].flat());
  problems.push(...path.filter((id) => !all.has(id)).map((id) => `${id} of the path stands in no track`));
  return problems.join('\n');
}

export function problemOfNumbers(heads, questions, waits) {
  const unknown = heads.flatMap(({ id, answers, tells }) =>
    [...answers, ...tells].filter((one) => !questions.has(one)).map((one) => `lessons/${id}: there is no question ${one}`),
  );
  const both = heads.flatMap(({ id, answers, tells }) =>
    tells.filter((one) => answers.includes(one)).map((one) => `lessons/${id}: ${one} is answered, so it need not be told`),
  );
  const strays = [...waits.keys()].filter((one) => !questions.has(one)).map((one) => `lessons/waits.txt: there is no question ${one}`);
  return [...unknown, ...both, ...strays].join('\n');
}

export function problemOfMoved(moved, ids, takenApart) {
  const lost = moved.filter(({ to }) => !ids.includes(to));
  const problems = lost.map(({ from, step, to }) => `${from} ${step} leads to ${to}, which is no lesson`);
  for (const [from, count] of Object.entries(takenApart)) {
    const steps = moved.filter((row) => row.from === from).map(({ step }) => step);
    const missing = Array.from({ length: count }, (_, at) => at + 1).filter((step) => !steps.includes(step));
    problems.push(...steps.filter((step, at) => steps.indexOf(step) !== at).map((step) => `${from} ${step} is there twice`));
    problems.push(...steps.filter((step) => step < 1 || step > count).map((step) => `${from} had no step ${step}`));
    problems.push(...missing.map((step) => `${from} ${step} leads nowhere`));
  }
  const strangers = [...new Set(moved.map(({ from }) => from))].filter((from) => !(from in takenApart));
  problems.push(...strangers.map((from) => `${from} is none of the lessons that were taken apart`));
  return problems.map((problem) => `lessons/moved.txt: ${problem}`).join('\n');
}

function problemOfTable() {
  if (!existsSync(kTable)) return 'lessons/QUESTIONS.md is missing: node tests/lessons/questions.mjs';
  if (readFileSync(kTable, 'utf8') === presentTable()) return '';
  return 'lessons/QUESTIONS.md is behind the lessons: node tests/lessons/questions.mjs';
}

export function recordLists(suite) {
  const heads = lessonFolders().map(headLines);
  suite.record('lists: order', problemOfOrder(readOrder(), heads));
  suite.record('lists: questions', problemOfNumbers(heads, readQuestions(), readWaits().waits));
  suite.record('lists: table of questions', problemOfTable());
  suite.record('lists: moved steps', problemOfMoved(readMoved(), heads.map(({ id }) => id), kTakenApart));
  recordOwnCases(suite);
}

/** The rules notice what they are there for. */
function recordOwnCases(suite) {
  const head = (id, track, answers = [], tells = []) => ({ id, track, answers, tells, introduced: [] });
  const heads = [head('a', 2, ['Q1'], ['Q2']), head('b', 3), head('c', 2, ['Q9', 'Q1'], ['Q1'])];
  const expectAll = (name, said, wanted) => {
    const unsaid = wanted.filter((one) => !said.includes(one));
    suite.record(`lists: ${name}`, unsaid.map((one) => `did not say: ${one}\n${said}`).join('\n'));
  };
  const order = parseOrder('path\na\nz\ntrack 2\na\na\nb\ngone\n');
  const wanted = ['a stands twice', 'no lesson gone', 'c stands in no track', 'b is of track 3', 'z of the path stands in no track'];
  expectAll('order, noticed', problemOfOrder(order, heads), wanted);
  const questions = new Map([['Q1', { en: 'One?' }], ['Q2', { en: 'Two?' }], ['Q3', { en: 'Three?' }], ['Q4', { en: 'Four?' }]]);
  const waits = new Map([['Q3', ['swap']], ['Q8', ['swap']]]);
  expectAll('questions, noticed', problemOfNumbers(heads, questions, waits), ['no question Q9', 'Q1 is answered', 'no question Q8']);
  const moved = [[1, 'a'], [3, 'gone'], [3, 'a'], [5, 'a']].map(([step, to]) => ({ from: 'old', step, to }));
  const said = problemOfMoved([...moved, { from: 'b', step: 1, to: 'a' }], ['a', 'b'], { old: 4 });
  const unled = ['leads to gone, which', 'old 2 leads nowhere', 'old 4 leads nowhere', 'old 3 is there twice', 'old had no step 5'];
  expectAll('moved, noticed', said, [...unled, 'b is none of the lessons']);
  const table = tableOf(heads, questions, { systems: new Map([['swap', { en: 'swap' }]]), waits });
  const rows = [
    '| Q1 | One? | answered | [a](a/en.md), [c](c/en.md); told in [c](c/en.md) |  |',
    '| Q2 | Two? | told | told in [a](a/en.md) |  |',
    '| Q3 | Three? | waits |  | swap |',
    '| Q4 | Four? | no lesson yet |  |  |',
  ];
  expectAll('table', table, [...rows, 'answered 1, told 1, waits 1, no lesson yet 1']);
  suite.record('lists: standing', standingOf('Q1', heads, waits).answered.join() === 'a,c' ? '' : 'Q1 is answered by a and c');
}
