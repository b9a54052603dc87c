// Every sentence that an import can say has its Chinese words: compared with the literals in the engine's sources.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { importWordsZh, kImportPatterns } from '../src/model/import_words_zh';

const engine = fileURLToPath(new URL('../../engine', import.meta.url));
const sources = readdirSync(`${engine}/import`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.cc'))
  .map((name) => `import/${name}`);

/** What stands in quotes on lines that note, refuse or fail. */
function said(): string[] {
  const lines = [...sources, 'api/import_text.cc'].flatMap((name) => readFileSync(`${engine}/${name}`, 'utf8').split('\n'));
  const telling = lines.filter((line) =>
    /(refuse|note)\(.*"|error = "|notes\.push_back|left out, of|return (.*\? )?"(is|lies|begins|has) /.test(line),
  );
  return telling.flatMap((line) => [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!));
}

test('every piece of every sentence is in a pattern', () => {
  const pieces = said().map((piece) => piece.replace(/^line 1, column 1: /, ''));
  expect(pieces.length).toBeGreaterThan(25);
  const never = 'this is neither /proc/PID/maps nor smaps nor what strace prints: bring one of these, or commands';
  const unknown = pieces.filter(
    (piece) => piece.length > 9 && piece !== never && !kImportPatterns.some((pattern) => pattern.includes(piece)),
  );
  expect(unknown).toEqual([]);
});

test('sentences are turned round, and what is unknown stays', () => {
  expect(importWordsZh('484 calls are left out, of what changes no memory that is modelled: read 59, …')).toBe(
    '略去 484 个调用，它们不改变所模拟的内存：read 59, …',
  );
  expect(importWordsZh('mremap is left out: expected `,`')).toBe('略去 mremap：expected `,`');
  expect(importWordsZh('line 3, column 7: no line of maps or smaps')).toBe('第 3 行第 7 列：这不是 maps 或 smaps 的一行');
  expect(importWordsZh('differs: the line says 0x0, here it is EINVAL')).toBe('不同：该行记录为 0x0，这里是 EINVAL');
  expect(importWordsZh('EINVAL: not aligned')).toBe('EINVAL: not aligned');
});
