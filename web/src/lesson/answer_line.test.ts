import { expect, test } from 'vitest';
import type { LessonPrediction } from '../engine/protocol';
import { completeAnswer, meaningOf, optionNames } from './answer_line';

const behaviour = `step a
  predict first
    reveal x
    option one: 1 == 1
    option none-of-it: 2 == 1
  goal g x
step b
  predict last
    answer y
    option two: 2
`;

const plan = (more: Partial<LessonPrediction>): LessonPrediction => ({
  id: 'first',
  question: 'How\nmany?',
  after: '',
  reveal: [],
  asks: 'choice',
  thing: 'area',
  options: ['one page', 'no page'],
  whys: [],
  ...more,
});
const open = { plan: plan({}), names: ['one', 'none-of-it'] };

test('the names of options come from the behaviour file, of that prediction alone', () => {
  expect(optionNames(behaviour, 'first')).toEqual(['one', 'none-of-it']);
  expect(optionNames(behaviour, 'last')).toEqual(['two']);
  expect(optionNames(behaviour, 'other')).toEqual([]);
});

test('an option by its name, a number as people type it, a thing as it is named', () => {
  expect(meaningOf('answer first none-of-it', open)).toEqual({ kind: 'choice', choice: 1 });
  expect(meaningOf(' answer  first  1,000 ', { plan: plan({ asks: 'number' }), names: [] })).toEqual({ kind: 'number', text: '1000' });
  expect(meaningOf('answer first vma(1, $a)', { plan: plan({ asks: 'thing' }), names: [] })).toEqual({ kind: 'thing', text: 'vma(1, $a)' });
});

test('what is wrong says what would not be', () => {
  const problemOf = (line: string, question: typeof open | null = open) => {
    const meaning = meaningOf(line, question);
    return meaning.kind === 'bad' ? [meaning.problem, meaning.given, meaning.open] : meaning.kind;
  };
  expect(problemOf('answer first one', null)).toEqual(['noQuestion', 'first', '']);
  expect(problemOf('answer')).toEqual(['usage', '', 'first']);
  expect(problemOf('answer first')).toEqual(['usage', '', 'first']);
  expect(problemOf('answer second one')).toEqual(['otherQuestion', 'second', 'first']);
  expect(problemOf('answer first two')).toEqual(['noOption', 'two', 'one, none-of-it']);
  expect(problemOf('answer first many', { plan: plan({ asks: 'number' }), names: [] })).toEqual(['noNumber', 'many', 'first']);
});

test('completion: the word, the question that is open, its options', () => {
  const textsOf = (before: string, question: typeof open | null = open) =>
    completeAnswer(before, question, 'h')?.candidates.map(({ text }) => text) ?? null;
  expect(textsOf('ans')).toEqual(['answer']);
  expect(textsOf('ans', null)).toBeNull();
  expect(textsOf('fork a')).toBeNull();
  expect(textsOf('answer ')).toEqual(['first']);
  expect(textsOf('answer first ')).toEqual(['one', 'none-of-it']);
  expect(textsOf('answer first n')).toEqual(['none-of-it']);
  expect(textsOf('answer first one ')).toEqual([]);
  expect(completeAnswer('  answer first n', open, 'h')).toEqual({ from: 15, candidates: [{ text: 'none-of-it', hint: 'no page' }] });
});
