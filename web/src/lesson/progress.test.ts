import { expect, test } from 'vitest';
import { newProgress, readProgress, type TextStore, writeProgress } from './progress';

function storeWith(text: string | null): TextStore & { text: string | null } {
  return {
    text,
    getItem() {
      return this.text;
    },
    setItem(_key: string, value: string) {
      this.text = value;
    },
  };
}

test('what is written is read back', () => {
  const store = storeWith(null);
  const progress = {
    step: 2,
    machine: '0123456789abcdef',
    steps: {
      fork: {
        answers: [{ choice: 1, right: -1 }],
        values: { frame: '0x1' },
        hints: 1,
        reached: true,
        done: true,
        from: 4,
        took: 2,
        helped: true,
      },
    },
  };
  writeProgress(store, 'a', progress);
  expect(readProgress(store, 'a')).toEqual(progress);
});

test.each([null, '', '{', 'null', '[]', '{"steps":[]}', '{"step":0}'])('%j is a fresh start', (text) => {
  expect(readProgress(storeWith(text), 'a')).toEqual(newProgress());
});

test('what was tampered with is left out', () => {
  const text =
    '{"step":-1,"machine":5,"steps":{"a":{"answers":[{"choice":"x","right":0}],"values":{},"hints":0},' +
    '"b":7,"c":{"answers":[],"values":{"x":1,"y":"z"},"hints":2}}}';
  expect(readProgress(storeWith(text), 'a')).toEqual({
    step: 0,
    machine: '',
    steps: { c: { answers: [], values: { y: 'z' }, hints: 2, reached: false, done: false, from: -1, took: 0, helped: false } },
  });
});

test('a store that refuses is no error', () => {
  const broken: TextStore = {
    getItem() {
      throw new Error('no');
    },
    setItem() {
      throw new Error('full');
    },
  };
  expect(readProgress(broken, 'a')).toEqual(newProgress());
  expect(() => writeProgress(broken, 'a', newProgress())).not.toThrow();
});
