// What a visitor fetches, and when: what is there before the first view is drawn, wasm included, stays within its budget, counted as
// `make bench` counts it; languages, lessons and the reader of logs come when they are wanted.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test, where } from './kit';

/** kB gzip. What was measured, and a little: the module 410, of which some 45 are what compiling its inner layers for speed costs
 * (engine/README.md, Speed), some 60 came with swap, reclaim and memory policies, and 25 with memory groups, a page's life, the LRU lists
 * and pressure; the reader 61, of which one is the names of tools whose output it refuses; the first load 585, which was 490 before all of
 * them. A new system is code that runs in the module and words of its events in the page; what is not needed for the first picture comes
 * later. */
const kModule = 412;
const kReader = 62;
const kFirstLoad = 588;
/** With what the first minute wants as well. */
const kWithTerminal = 685;

test('the first load stays within its budget', () => {
  const table = execFileSync(process.execPath, [path.join(__dirname, '../../.ci/bundle-sizes.mjs'), 'dist'], { encoding: 'utf8' });
  const zipped = (row: string) => Number(new RegExp(`^${row}\\s+[\\d.]+\\s+([\\d.]+)$`, 'm').exec(table)?.[1]);
  expect(zipped('\\* assets/pagewalk-\\S*\\.wasm'), table).toBeGreaterThan(100);
  expect(zipped('\\* assets/pagewalk-\\S*\\.wasm'), table).toBeLessThanOrEqual(kModule);
  expect(zipped('  assets/pagewalk_import-\\S*\\.wasm'), table).toBeLessThanOrEqual(kReader);
  const first = zipped('\\* first load');
  expect(first, table).toBeLessThanOrEqual(kFirstLoad);
  const terminal = zipped('  assets/terminal-\\S*\\.js') + zipped('  assets/sentences_en-\\S*\\.js');
  expect(first + terminal, table).toBeLessThanOrEqual(kWithTerminal);
});

/** Names of the files that the page asks for, its worker's among them. */
function listRequests(page: Page): string[] {
  const names: string[] = [];
  page.on('request', (request) => names.push(new URL(request.url()).pathname.split('/').at(-1)!));
  return names;
}

test('no language but the one chosen is fetched, and no lesson', async ({ page }) => {
  const names = listRequests(page);
  await page.goto('./');
  await expect(where(page)).toContainText('command 3 of 3');
  expect(names.filter((name) => /^(zh|sentences_zh|lesson)/.test(name))).toEqual([]);
});

test('the engine is fetched once for all its workers, the reader of logs with the first log', async ({ page }) => {
  const names = listRequests(page);
  const readers = () => names.filter((name) => /^pagewalk_import.*\.wasm$/.test(name)).length;
  const open = async (text: string) => {
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('textbox', { name: 'Text to open' }).fill(text);
    await page.getByRole('button', { name: 'Open this text' }).click();
  };
  await page.goto('./');
  await expect(where(page)).toContainText('command 3 of 3');
  await open('a = mmap 16K\nwrite $a\n');
  await expect(where(page)).toContainText('command 2 of 2');
  expect(readers()).toBe(0);
  await open(readFileSync(path.join(__dirname, '../logs/git/log.strace'), 'utf8'));
  await expect(page.locator('.notice', { hasText: 'the log has become' })).toBeVisible();
  expect(readers()).toBe(1);
  // What is opened runs in a worker of its own.
  expect(names.filter((name) => /^pagewalk-.*\.wasm$/.test(name))).toHaveLength(1);
});
