import { expect, test } from 'vitest';
import { type Aside, kMaxAsides, readAsides, withFirst, withLast, withoutLeastDear } from './aside_list';

const own = (name: string): Aside => ({ script: `boot\n${name}\n`, isBrought: false });
const brought = (name: string): Aside => ({ script: `boot\n${name}\n`, isBrought: true });

test("the visitor's own session outlives any number of strangers'", () => {
  let list: Aside[] = [own('mine')];
  for (let i = 0; i < 40; ++i) list = withFirst(list, brought(`link ${i}`));
  expect(list).toHaveLength(kMaxAsides);
  expect(list[0]).toEqual(brought('link 39'));
  expect(list).toContainEqual(own('mine'));
});

test('of own sessions the oldest goes', () => {
  let list: Aside[] = [];
  for (let i = 0; i <= kMaxAsides; ++i) list = withFirst(list, own(`${i}`));
  expect(list.map(({ script }) => script[5])).toEqual(['8', '7', '6', '5', '4', '3', '2', '1']);
});

test('a session is kept once, where it was put last', () => {
  const list = withFirst([own('a'), own('b')], own('b'));
  expect(list).toEqual([own('b'), own('a')]);
  expect(withLast(list, own('b'))).toEqual([own('a'), own('b')]);
});

test('where storage is full, what was brought goes first, and never the newest before another', () => {
  expect(withoutLeastDear([own('new'), brought('x'), own('old')])).toEqual([own('new'), own('old')]);
  expect(withoutLeastDear([brought('new'), own('old')])).toEqual([brought('new')]);
});

test('what storage holds is not trusted', () => {
  expect(readAsides('')).toEqual([]);
  expect(readAsides('{"a":1}')).toEqual([]);
  expect(readAsides('[1, null, {"script":"x"}, {"script":"x","isBrought":true}]')).toEqual([{ script: 'x', isBrought: true }]);
  expect(readAsides('[')).toEqual([]);
});
