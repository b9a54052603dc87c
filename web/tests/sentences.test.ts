import { expect, test } from 'vitest';
import { kEvents, kReasons, reasonCode } from '../src/engine/generated/events';
import { enSentences } from '../src/model/sentences_en';
import { zhSentences } from '../src/model/sentences_zh';
import { saysNo } from '../src/model/verdicts';

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

test('every event has its Chinese sentence, with the holes of the English one', () => {
  expect(Object.keys(zhSentences.events).sort()).toEqual(kEvents.map((event) => event.id).sort());
  for (const { id } of kEvents) expect(holes(zhSentences.events[id]!), id).toEqual(holes(enSentences.events[id]!));
});

test('every reason has its Chinese sentence', () => {
  expect(Object.keys(zhSentences.reasons).sort()).toEqual(kReasons.map((reason) => reason.id).sort());
});

test('what sounds like no says no', () => {
  // It answers which of two ways is taken, and neither is refused.
  const neither = new Set(['RmapOrderKept', 'PteProtNone', 'RealignNeedless']);
  const missed = kReasons.filter(
    ({ id, sentence, saysNo: says }) => /^(no[,:]|none|in vain|refused)/.test(sentence) && !says && !neither.has(id),
  );
  expect(missed.map((reason) => reason.id)).toEqual([]);
  const refusal = kEvents.find((event) => event.id === 'Refused')!.code;
  const record = { id: refusal, reason: 0, phase: 0, cpu: 0, depth: 0, pid: 1, seq: 0, arg: [], argHex: [] };
  expect(saysNo(record)).toBe(true);
  expect(saysNo({ ...record, id: 0, reason: reasonCode('NoVma')! })).toBe(true);
  expect(saysNo({ ...record, id: 0, reason: reasonCode('MergeOk')! })).toBe(false);
});
