import { expect, test } from 'vitest';
import { type Catalogue, fetchCatalogue, inOrder, type LessonHead, lessonsBehind, takenOverBy } from './catalog';
import { findLessons } from './catalogue_search';

const head = (id: string, more: Partial<LessonHead> = {}): LessonHead => ({
  id,
  title: `Title of ${id}`,
  summary: '',
  track: 2,
  minutes: 5,
  steps: ['one', 'two'],
  needs: [],
  answers: [],
  tells: [],
  words: [],
  ...more,
});

const small: Catalogue = {
  lessons: [
    head('first', { summary: 'What does `fork` copy?', words: [['copy-on-write', 'COW']], answers: ['Q7'] }),
    head('second', { needs: ['first'], tells: ['Q77'] }),
    head('third', { needs: ['first'], track: 3 }),
    head('alone', { track: 3 }),
  ],
  path: ['first', 'third'],
  tracks: [
    { number: 2, lessons: ['first', 'second'] },
    { number: 3, lessons: ['third', 'alone'] },
  ],
  questions: [
    { id: 'Q7', text: 'Who is it?', state: 'answered', answered: ['first'], told: [], waits: [] },
    { id: 'Q77', text: 'Which calls touch swap?', state: 'told', answered: [], told: ['second'], waits: ['swap'] },
  ],
  moved: [
    { from: 'old', step: 3, to: 'third' },
    { from: 'old', step: 1, to: 'first' },
  ],
};
const found = (query: string) => findLessons(small, query).map(({ lesson, questions }) => [lesson.id, ...questions].join(' '));

test('lessons are found by title, sentence, words that they explain, number and text of a question', () => {
  expect(found('TITLE third')).toEqual(['third']);
  expect(found('fork copy')).toEqual(['first']);
  expect(found('cow')).toEqual(['first']);
  expect(found('touch')).toEqual(['second Q77']);
  expect(found('q7')).toEqual(['first Q7']);
  expect(found('Q77')).toEqual(['second Q77']);
  expect(found('title nothing')).toEqual([]);
  expect(found('  ')).toEqual([]);
});

test('all parts must be found, the path first', () => {
  expect(found('title of')).toEqual(['first', 'third', 'second', 'alone']);
});

test('the order is the path, then track by track, each lesson once', () => {
  expect(inOrder(small)).toEqual(['first', 'third', 'second', 'alone']);
});

test('a lesson leads on to the next one of the path, then to those that build on it, else to the one behind it', () => {
  const behind = (id: string) => lessonsBehind(small, id).map((lesson) => lesson.id);
  expect(behind('first')).toEqual(['third', 'second']);
  expect(behind('third')).toEqual(['second']);
  expect(behind('second')).toEqual(['alone']);
  expect(behind('alone')).toEqual([]);
  expect(behind('unknown')).toEqual([]);
});

test('a step of an older lesson has a lesson that took it over; the whole, and a step that nobody names, lead to the first', () => {
  expect(takenOverBy(small, 'old', 3)).toBe('third');
  expect(takenOverBy(small, 'old', 1)).toBe('first');
  expect(takenOverBy(small, 'old', 2)).toBe('first');
  expect(takenOverBy(small, 'old', null)).toBe('first');
  expect(takenOverBy(small, 'first', 1)).toBeNull();
});

test('the build gives the same lessons in both languages, with minutes within the limits and nothing named that is not there', async () => {
  const [en, zh] = [await fetchCatalogue('en'), await fetchCatalogue('zh')];
  const ids = en.lessons.map(({ id }) => id);
  expect(zh.lessons.map(({ id }) => id)).toEqual(ids);
  expect([...inOrder(en)].sort()).toEqual([...ids].sort());
  for (const { lessons } of [en, zh])
    for (const { id, minutes, title, needs, steps } of lessons) {
      expect(minutes, id).toBeGreaterThanOrEqual(5);
      expect(minutes, id).toBeLessThanOrEqual(10);
      expect(title, id).not.toBe('');
      expect(steps.length, id).toBeGreaterThanOrEqual(3);
      for (const one of needs) expect(ids).toContain(one);
    }
  expect(zh.lessons[0]!.title).not.toBe(en.lessons[0]!.title);
  const memory = en.lessons.find(({ id }) => id === 'no-memory')!;
  expect(memory.answers).toContain('Q77');
  expect(memory.words.map((names) => names[0])).toContain('page');
  expect(en.questions.find(({ id }) => id === 'Q77')).toMatchObject({ state: 'answered', answered: expect.arrayContaining(['no-memory']) });
  for (const { to } of en.moved) expect(ids).toContain(to);
});
