// Every check of the engine that refuses a call has its Chinese words: compared with the literals in its sources.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kReasons } from '../src/engine/generated/events';
import { checksZh } from '../src/model/checks_zh';
import { checkText } from '../src/model/event_text';
import { enSentences } from '../src/model/sentences_en';
import { zhSentences } from '../src/model/sentences_zh';

const engine = fileURLToPath(new URL('../../engine', import.meta.url));
/** Which layers can refuse a call; other `fail`s are of parsers. */
const kLayers = ['base', 'memcg', 'phys', 'pgtable', 'vma', 'file', 'rmap', 'swap', 'memory', 'reclaim', 'mm', 'kernel', 'render', 'shell'];

function checksOfEngine(): string[] {
  const files = kLayers.flatMap((layer) =>
    readdirSync(`${engine}/${layer}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(cc|h)$/.test(name))
      .map((name) => `${engine}/${layer}/${name}`),
  );
  const calls = files.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/\bfail\(\s*(?:Errno::k\w+|code),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)/g),
  ]);
  const literals = calls.map(([, text]) => [...text!.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((one) => one[1]).join(''));
  return [...new Set(literals)].filter((text) => text !== '').sort();
}

test('every check has its Chinese words, and there are no others', () => {
  const checks = checksOfEngine();
  expect(checks.length).toBeGreaterThan(150);
  expect(Object.keys(checksZh).sort()).toEqual(checks);
  expect(Object.values(checksZh).filter((words) => !/\p{Script=Han}/u.test(words))).toEqual([]);
});

test('a check in words of either language', () => {
  expect(checkText('length is 0', enSentences)).toBe('length is 0');
  expect(checkText('length is 0', zhSentences)).toBe('长度为 0');
  const advice = kReasons.find(({ id }) => id === 'AdviceLocked')!;
  expect(checkText(advice.sentence, zhSentences)).toBe(zhSentences.reasons.AdviceLocked);
  expect(checkText('something else', zhSentences)).toBe('something else');
});
