import { expect, test } from 'vitest';
import { newStep, readProgress, writeProgress } from './progress';
import { type ListedStore, progressFile, takeProgressFile } from './progress_file';

class Store implements ListedStore {
  readonly items = new Map<string, string>();
  /** Bytes that it has room for. */
  room = 1e6;

  get length() {
    return this.items.size;
  }
  key(at: number) {
    return [...this.items.keys()][at] ?? null;
  }
  getItem(key: string) {
    return this.items.get(key) ?? null;
  }
  removeItem(key: string) {
    this.items.delete(key);
  }
  setItem(key: string, value: string) {
    const others = [...this.items].reduce((sum, [name, text]) => sum + (name === key ? 0 : text.length), 0);
    if (others + value.length > this.room) throw new Error('full');
    this.items.set(key, value);
  }
}

const done = { ...newStep(), done: true, reached: true, took: 2, from: 3 };
const begun = { ...newStep(), hints: 1 };

function storeWith(lessons: Record<string, Record<string, typeof done>>): Store {
  const store = new Store();
  for (const [id, steps] of Object.entries(lessons)) writeProgress(store, id, { step: 1, machine: 'm', steps });
  return store;
}

test('what one browser wrote, another one reads', () => {
  const first = storeWith({ 'no-memory': { map: done, touch: begun }, 'read-first': { reads: done } });
  first.setItem('pagewalk.prefs', '{}');
  const second = new Store();
  expect(takeProgressFile(second, progressFile(first))).toBe(2);
  for (const id of ['no-memory', 'read-first']) expect(readProgress(second, id)).toEqual(readProgress(first, id));
  expect(second.getItem('pagewalk.prefs')).toBeNull();
});

test('nothing that was there is lost: what is done in either is done', () => {
  const file = progressFile(storeWith({ small: { a: begun, b: done, c: done } }));
  const store = storeWith({ small: { a: done, b: begun }, other: { x: done } });
  expect(takeProgressFile(store, file)).toBe(1);
  const { steps } = readProgress(store, 'small');
  expect(Object.entries(steps).map(([id, step]) => `${id} ${step.done}`)).toEqual(['a true', 'b true', 'c true']);
  expect(steps.a).toEqual(done);
  expect(readProgress(store, 'other').steps.x).toEqual(done);
});

const file = (lessons: unknown, more = {}) => JSON.stringify({ kind: 'pagewalk-progress', version: 1, lessons, ...more });
const good = { step: 0, machine: '', steps: { a: done } };

test.each([
  ['', { kind: 'noFile' }],
  ['{"kind":', { kind: 'noFile' }],
  ['[]', { kind: 'noFile' }],
  ['{"lessons":{}}', { kind: 'otherFile' }],
  [file([]), { kind: 'otherFile' }],
  [file({}, { version: 2 }), { kind: 'version', version: '2' }],
  [file({ good, bad: { step: 0, steps: { a: { ...done, answers: 'x' } } } }), { kind: 'lesson', lesson: 'bad' }],
  [file({ good, bad: { step: 0, steps: [] } }), { kind: 'lesson', lesson: 'bad' }],
  [file({ good, bad: 7 }), { kind: 'lesson', lesson: 'bad' }],
  [file({ good, 'No Name': good }), { kind: 'lesson', lesson: 'No Name' }],
  [file({ good, bad: { ...good, steps: { 'no step!': done } } }), { kind: 'lesson', lesson: 'bad' }],
  [`{"kind":"pagewalk-progress","version":1,"lessons":{"__proto__":${JSON.stringify(good)}}}`, { kind: 'lesson', lesson: '__proto__' }],
  [`"${'x'.repeat(3 << 20)}"`, { kind: 'large' }],
])('%.60s… is refused, and nothing is changed', (text, problem) => {
  const store = storeWith({ good: { a: begun } });
  const before = [...store.items];
  expect(takeProgressFile(store, text)).toEqual(problem);
  expect([...store.items]).toEqual(before);
});

test('a store without room for all stays as it was', () => {
  const text = progressFile(storeWith({ a: { x: done, y: done, z: done }, b: { x: done, y: done, z: done } }));
  const store = storeWith({ a: { x: begun } });
  const before = readProgress(store, 'a');
  store.room = 600;
  expect(takeProgressFile(store, text)).toEqual({ kind: 'full' });
  expect(readProgress(store, 'a')).toEqual(before);
  expect(store.getItem('pagewalk.lesson.b')).toBeNull();
});
