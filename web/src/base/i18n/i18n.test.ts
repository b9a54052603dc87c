import { expect, test } from 'vitest';
import { en } from './en';
import { translator } from './index';
import { zh } from './zh';

const kLanguages = { en, zh };

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

test.each(Object.entries(kLanguages))('%s has every message, with the holes of the English one', (_, messages) => {
  expect(Object.keys(messages).sort()).toEqual(Object.keys(kLanguages.en).sort());
  for (const [key, text] of Object.entries(messages)) {
    expect(text, key).not.toBe('');
    expect(holes(text), key).toEqual(holes(kLanguages.en[key as keyof typeof kLanguages.en]));
  }
});

test('holes are filled, counts choose their form', () => {
  const t = translator(en);
  expect(t('what.event', { at: 9, all: 14 })).toBe('event 9 of 14');
  expect(t.n('process', 1)).toBe('1 process');
  expect(t.n('process', 2)).toBe('2 processes');
  expect(translator(zh).n('process', 2)).toBe('2 个进程');
});
