import { expect, test } from 'vitest';
import { kEvents, kReasons } from '../src/engine/generated/events';
import { kWeight } from '../src/model/calls';
import { enSentences } from '../src/model/sentences_en';
import { zhSentences } from '../src/model/sentences_zh';
import { verdictEvents, verdictReasons } from '../src/model/verdicts';

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

test('every event has its Chinese sentence, with the holes of the English one', () => {
  expect(Object.keys(zhSentences.events).sort()).toEqual(kEvents.map((event) => event.id).sort());
  for (const { id } of kEvents) expect(holes(zhSentences.events[id]!), id).toEqual(holes(enSentences.events[id]!));
});

test('every reason has its Chinese sentence', () => {
  expect(Object.keys(zhSentences.reasons).sort()).toEqual(kReasons.map((reason) => reason.id).sort());
});

test('events that the page knows by name are events of the engine', () => {
  const ids = new Set(kEvents.map((event) => event.id));
  expect([...verdictEvents(), ...Object.keys(kWeight)].filter((id) => !ids.has(id))).toEqual([]);
});

test('reasons that say no are known by name', () => {
  const ids = new Set(kReasons.map((reason) => reason.id));
  const known = new Set(verdictReasons());
  expect([...known].filter((id) => !ids.has(id))).toEqual([]);
  // It answers which of two ways is taken, and neither is refused.
  const neither = new Set(['RmapOrderKept', 'PteProtNone', 'RealignNeedless']);
  const missed = kReasons.filter(
    ({ id, sentence }) => /^(no[,:]|none|in vain|refused)/.test(sentence) && !known.has(id) && !neither.has(id),
  );
  expect(missed.map((reason) => reason.id)).toEqual([]);
});
