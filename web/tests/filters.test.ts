// What is asked for of a view: the areas of a family, the limits of a process, the areas of a tree; and the same of the text twins.
import { describe, expect, test } from 'vitest';
import { kEnglishWords, translator } from '../src/base/i18n';
import { layoutRmap } from '../src/layout/rmap';
import { isOfAreaKind } from '../src/model/area_kind';
import { kNoChange } from '../src/model/diff';
import { vmaKey } from '../src/model/keys';
import { isOfLimitKind, limitText } from '../src/model/limit_kind';
import type { LimitRow } from '../src/model/limits';
import type { Vma } from '../src/model/machine';
import { kFolded } from '../src/model/pick_family';
import { kNoStrength } from '../src/model/strength';
import { type FamilyFilter, familyFilter, visitText } from '../src/model/visit_kind';
import { rmapContent } from '../src/views/rmap/rmap_marks';
import { machine } from './fixture';
import { kFocus, walksIn } from './rmap_fixture';

const one = machine();
const walks = walksIn(one);

describe('areas of a family', () => {
  const kept = (filter: Partial<FamilyFilter>) => {
    const fits = familyFilter(one, walks, { pid: null, kind: 'all', ...filter });
    return one.vmas.filter(fits).map((vma) => vma.id);
  };

  test('by their process, and by what the walk finds there', () => {
    expect(kept({})).toEqual(one.vmas.map((vma) => vma.id));
    expect(kept({ pid: 2 }).every((id) => one.vmaById.get(id)!.mm === one.mmOf(2))).toBe(true);
    expect(kept({ kind: 'found' })).toEqual([1, 3]);
    expect(kept({ kind: 'found', pid: 2 })).toEqual([3]);
    expect(kept({ kind: 'vain' })).toEqual([]);
    expect(kept({ kind: 'apart' })).toEqual(one.vmas.map((vma) => vma.id).filter((id) => id !== 1 && id !== 3));
  });

  test('only they are rows, in a large room and in a small one', () => {
    const only = (vma: Vma) => vma.id === 3;
    const layout = layoutRmap(one, walks, { width: 780, height: 440, focus: kFocus, unfolded: kFolded, only })!;
    expect(layout.areas.map((area) => area.vma.id)).toEqual([3]);
    const scene = { machine: one, walks, change: kNoChange, strength: kNoStrength, focus: kFocus, unfolded: kFolded, t };
    const large = rmapContent({ ...scene, only, width: 780, height: 440 });
    expect(large.marks.filter(({ kind }) => kind === 'area').map(({ key }) => key)).toEqual([vmaKey(3)]);
    const small = (more: object) => rmapContent({ ...scene, ...more, width: 280, height: 190 }).marks.map(({ label }) => label);
    expect(small({}).some((label) => label?.includes('pid 1'))).toBe(true);
    expect(small({ only }).some((label) => label?.includes('pid 1'))).toBe(false);
  });

  test('of the text the rows of the walk go, the rest stays, and what went is counted', () => {
    const text = 'frame 0x1: anonymous\n├  avc 1  vma 1  rw-p  pid 1  maps it\n└  avc 2  vma 3  rw-p  pid 2  in vain\nreferences: 2\n';
    const say = (count: number) => `${count} more`;
    expect(visitText(text, () => true, say)).toBe(text);
    expect(visitText(text, (vma) => vma === 3, say)).toBe(
      'frame 0x1: anonymous\n└  avc 2  vma 3  rw-p  pid 2  in vain\nreferences: 2\n1 more\n',
    );
  });
});

const t = translator(kEnglishWords);

describe('limits', () => {
  const row = (used: number, limit: number | null, delta = 0): LimitRow => ({ name: 'RLIMIT_AS', used, limit, delta });

  test('that changed, and that are half used', () => {
    const rows = [row(1, 2), row(1, 3), row(5, null), row(0, 9, -1)];
    expect(rows.map(isOfLimitKind.all)).toEqual([true, true, true, true]);
    expect(rows.map(isOfLimitKind.changed)).toEqual([false, false, false, true]);
    expect(rows.map(isOfLimitKind.half)).toEqual([true, false, false, false]);
  });

  test('of the text the same rows; what is promised to all stays', () => {
    const text =
      'process 1 (init) used\n  RLIMIT_AS 1 kB\n  areas 2\nprocess 2 (init) used\n  areas 2\npromised memory\n  MemTotal 9 kB\nvm = 0\n';
    expect(limitText(text, () => true)).toBe(text);
    expect(limitText(text, (pid, name) => pid === 1 && (name === null || name === 'map_count'))).toBe(
      'process 1 (init) used\n  areas 2\npromised memory\n  MemTotal 9 kB\nvm = 0\n',
    );
  });
});

test('kinds of areas', () => {
  const area = (more: Partial<Vma>): Vma => ({ ...one.vmas[0]!, anonVma: null, name: '', flags: 0, ...more });
  const kinds = (vma: Vma) => Object.entries(isOfAreaKind).flatMap(([kind, is]) => (kind !== 'all' && is(vma) ? [kind] : []));
  expect(kinds(area({ flags: 0 }))).toEqual(['noaccess']);
  expect(kinds(area({ flags: 1 }))).toEqual(['readonly']);
  expect(kinds(area({ flags: 3, anonVma: 7 }))).toEqual(['anon']);
  expect(kinds(area({ flags: 11, name: '[stack]' }))).toEqual(['shared', 'named']);
});
