import { expect, test } from 'vitest';
import type { Lesson } from '../engine/protocol';
import { firstUses, linkWords, wordFinder } from './first_uses';
import { parseMarkdown } from './markdown';

const meanings = {
  'word.page': 'page | virtual page — 4096 bytes.',
  'word.fault': 'fault | page fault — No entry.',
  'word.frame': 'frame — Memory.',
};
const finder = wordFinder(['page', 'fault'], meanings, 'en')!;
const texts = { summary: 'About `page`.', body: 'A page fault, and pages. Pages.', after: 'Another page, a frame.' };
const lesson = {
  summary: texts.summary,
  steps: [{ body: texts.body, predictions: [{ question: 'Faults?', after: texts.after }], done: '' }],
} as unknown as Lesson;

test('a word is found where it is used first, in reading order, not in code, and the longer name counts', () => {
  expect(firstUses(lesson, finder)).toEqual(new Map([[texts.body, new Set(['fault', 'page'])]]));
});

test('the first use in a text becomes an inline of its own, once', () => {
  const [block] = linkWords(parseMarkdown('**pages** and a page fault, `page`'), new Set(['page', 'fault']), finder);
  expect(block).toEqual({
    kind: 'paragraph',
    inlines: [
      { kind: 'word', text: 'pages', id: 'page', isStrong: true },
      { kind: 'text', text: ' and a ' },
      { kind: 'word', text: 'page fault', id: 'fault', isStrong: false },
      { kind: 'text', text: ', ' },
      { kind: 'code', text: 'page' },
    ],
  });
});

test('Chinese has no blanks around a word, and a lesson without words finds none', () => {
  const zh = wordFinder(['fault', 'page'], { 'word.page': '页 | page — …', 'word.fault': '缺页 | page fault — …' }, 'zh')!;
  const [block] = linkWords(parseMarkdown('这就是缺页。'), new Set(['page', 'fault']), zh);
  expect(block).toMatchObject({ inlines: [{ text: '这就是' }, { kind: 'word', text: '缺页', id: 'fault' }, { text: '。' }] });
  expect(wordFinder([], meanings, 'en')).toBeNull();
});
