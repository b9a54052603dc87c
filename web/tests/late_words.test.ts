// Words that come with late code are told in the language of the page.
import { expect, test, vi } from 'vitest';

test('holes are filled, in the language that the page has now', async () => {
  vi.stubGlobal('navigator', { language: 'en' });
  const { teller } = await import('../src/app/late_words');
  const { language } = await import('../src/app/prefs');
  const tell = teller({ a: '{n} of {all}' }, { a: '共 {all}，{n}' });
  expect(tell('a', { n: 1, all: 3 })).toBe('1 of 3');
  expect(tell('a', { n: 1 })).toBe('1 of {all}');
  language.value = 'zh';
  expect(tell('a', { n: 1, all: 3 })).toBe('共 3，1');
  vi.unstubAllGlobals();
});
