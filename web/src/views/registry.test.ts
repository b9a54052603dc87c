// Which picture a command calls to the front.
import { expect, test } from 'vitest';
import { kHeadlines } from '../engine/generated/story_words';
import { frontFor, kViews } from './registry';

/** Headlines that no picture shows more of than another: files, keys, places to run, answers in words, waits, groups. */
const kNoPicture = [
  'CgroupAttach',
  'FaultinPageRange',
  'FdClose',
  'FdInstall',
  'MemcgAlloc',
  'MemcgOffline',
  'Mincore',
  'Msync',
  'PkeyAlloc',
  'PkeyFree',
  'Refused',
  'SetAffinity',
  'SetMempolicy',
  'WritePkru',
];

test('every event that is ever a headline calls a picture, or is known to need none', () => {
  const called = new Set(kViews.flatMap((row) => row.calls));
  const events = [...new Set(Object.keys(kHeadlines).map((key) => key.split('/')[0]!))];
  expect(events.filter((event) => !called.has(event)).sort()).toEqual(kNoPicture);
});

test('the picture that is there stays while it shows any of it; else the one whose business it is comes', () => {
  expect(frontFor('limits', 'Thread')).toBe('spaces');
  expect(frontFor('limits', 'ZapSingle')).toBe('tables');
  expect(frontFor('tables', 'Fork')).toBe('rmap');
  expect(frontFor('memory', 'DoAnonymousPage')).toBe('memory');
  expect(frontFor('tables', 'Refused')).toBe('tables');
});

test('what goes to swap or comes from there calls the view of swap, though other advice belongs to the areas', () => {
  expect(frontFor('tables', 'Swapon')).toBe('swap');
  expect(frontFor('tables', 'MadviseVma', 'AdvicePageout')).toBe('swap');
  expect(frontFor('tables', 'DoSwapPage', 'SwapMajor')).toBe('swap');
  expect(frontFor('swap', 'MadviseVma', 'AdvicePageout')).toBe('swap');
  expect(frontFor('rmap', 'MadviseVma', 'AdviceFree')).toBe('spaces');
  expect(frontFor('tables', 'MadviseVma', 'AdviceFree')).toBe('tables');
  expect(frontFor('memory', 'DoSwapPage', 'SwapMajor')).toBe('memory');
});
