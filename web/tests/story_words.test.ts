// The words of the story are complete: every event and reason has them or is declared to have none, in every level and both languages.
import { describe, expect, test } from 'vitest';
import { kEvents, kReasons } from '../src/engine/generated/events';
import { kErrnos } from '../src/engine/generated/names';
import { kDetailEvents, kHeadlines, kStepReasons, type LevelWords } from '../src/engine/generated/story_words';
import { enStory } from '../src/model/story/en';
import { fill, plainText } from '../src/model/story/parts';
import { kSpecials, kSums, kTryNames, type StoryWords } from '../src/model/story/words';
import { zhStory } from '../src/model/story/zh';

const sorted = (list: Iterable<string>) => [...list].sort();
/** Names of the holes, each once: a language may need one more often. */
const holesOf = (text: string) => sorted(new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name!.toLowerCase())));
const kTables = ['headlines', 'notes', 'whys', 'specials'] as const;

describe('what there are words for', () => {
  test('each event can be a headline or is declared a detail, and no event is both', () => {
    const told = new Set(Object.keys(kHeadlines).map((key) => key.split('/')[0]!));
    expect(sorted([...told, ...kDetailEvents])).toEqual(sorted(kEvents.map(({ id }) => id)));
  });

  test('each reason can say why or is declared to decide steps only, and none is both', () => {
    expect(sorted(['None', ...Object.keys(enStory.whys), ...kStepReasons])).toEqual(sorted(kReasons.map(({ id }) => id)));
  });

  test('a headline has a second line: by a reason or by a note', () => {
    const alone = Object.entries(kHeadlines).filter(([key, { because }]) => !key.includes('/') && because.length === 0);
    const reasoned = new Set(['DoSwapPage', 'BadArea', 'DoSigbus', 'ShmemZeroSetup', 'Populate', 'Brk', 'MadviseVma', 'VforkDone']);
    const bare = alone.map(([key]) => key).filter((key) => !reasoned.has(key) && !enStory.notes[key]);
    expect(bare).toEqual(['ForceFatalSig', 'RmapSkipped']);
  });
});

describe.each(Object.entries({ enStory, zhStory }) as [string, StoryWords][])('%s', (name, words) => {
  test.each(kTables)('%s: every key in every level, with the holes of the English words', (table) => {
    const english: Readonly<Record<string, LevelWords>> = enStory[table];
    const own: Readonly<Record<string, LevelWords>> = words[table];
    expect(sorted(Object.keys(own))).toEqual(sorted(Object.keys(english)));
    for (const [key, levels] of Object.entries(own)) {
      expect(levels, key).toHaveLength(3);
      levels.forEach((text, i) => {
        expect(text, key).not.toBe('');
        expect(holesOf(text), `${key}, level ${i}`).toEqual(holesOf(english[key]![i]!));
      });
      if (name === 'zhStory') expect(levels[0], key).toMatch(/\p{Script=Han}/u);
    }
  });

  test('sums, tries, specials and errors are all there', () => {
    expect(sorted(Object.keys(words.sums))).toEqual(sorted(kSums));
    expect(sorted(Object.keys(words.tries))).toEqual(sorted(kTryNames));
    expect(sorted(Object.keys(words.specials))).toEqual(sorted(kSpecials));
    expect(sorted(Object.keys(words.names.errnos))).toEqual(sorted(Object.values(kErrnos)));
    expect(words.names.nowMay).toHaveLength(8);
  });

  test('plain words name no function, no flag and no field', () => {
    const jargon = /`(?!\{)|\b(?:PTE|VMA|COW|TLB|VM_\w+|MAP_\w+|mapcount|refcount|[a-z]+_[a-z_]+)\b/;
    const plain = kTables.flatMap((table) => Object.entries(words[table] as Readonly<Record<string, LevelWords>>));
    const found = plain.filter(([, [text]]) => jargon.test(text.replace(/\{\w+/g, '{')));
    expect(found.map(([key]) => key)).toEqual([]);
  });
});

describe('templates', () => {
  const facts = (values: Record<string, number | string>) => (name: string) => {
    const value = values[name];
    return value === undefined ? null : typeof value === 'number' ? value : [value];
  };
  const filled = (template: string, values: Record<string, number | string>) => plainText(fill(template, facts(values)));

  test('numbers choose their form, and stand grouped', () => {
    expect(filled('{n|one page|# pages|nothing}', { n: 1 })).toBe('one page');
    expect(filled('{n|one page|# pages|nothing}', { n: 12000 })).toBe('12\u202f000 pages');
    expect(filled('{n|one page|# pages|nothing}', { n: 0 })).toBe('nothing');
  });

  test('a bracket goes with what is empty in it; a capital begins a sentence', () => {
    expect(filled('{Who} ended[, {n} pages freed].', { who: 'process 2', n: 0 })).toBe('Process 2 ended.');
    expect(filled('{Who} ended[, {n} pages freed].', { who: 'process 2', n: 3 })).toBe('Process 2 ended, 3 pages freed.');
  });

  test('what nothing fills is heard of, except in brackets', () => {
    const missing: string[] = [];
    fill('{a}[ {b}]', facts({}), (name) => missing.push(name));
    expect(missing).toEqual(['a']);
  });

  test('marks, and Chinese apart from figures', () => {
    expect(fill('a *hot {n}* `f({n})`', facts({ n: 2 }))).toEqual(['a ', { text: 'hot 2', hot: true }, ' ', { text: 'f(2)', code: true }]);
    expect(filled('{who}写了{n|一|#}页', { who: '进程 1', n: 3 })).toBe('进程 1 写了 3 页');
  });
});
