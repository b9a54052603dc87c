import { expect, test } from 'vitest';
import { kEvents, kReasons } from '../src/engine/generated/events';
import { kWeight } from '../src/model/calls';
import { focusEvents } from '../src/model/focus';
import { enSentences } from '../src/model/sentences_en';
import { zhSentences } from '../src/model/sentences_zh';

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
  expect([...focusEvents(), ...Object.keys(kWeight)].filter((id) => !ids.has(id))).toEqual([]);
});
