// What a visitor fetches before the first view is drawn, wasm included, stays within its budget; counted as `make bench` counts it.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test, where } from './kit';

// The module may take 330 kB: 280 of it are the engine compiled for size, and 45 what compiling its inner layers for speed costs
// (engine/README.md, Speed). The page itself is what was measured, and a little.
const kModule = 330;
const kPage = 106;

test('the first load stays within its budget', () => {
  const table = execFileSync(process.execPath, [path.join(__dirname, '../../.ci/bundle-sizes.mjs'), 'dist'], { encoding: 'utf8' });
  const zipped = (row: string) => Number(new RegExp(`^${row}\\s+[\\d.]+\\s+([\\d.]+)$`, 'm').exec(table)?.[1]);
  expect(zipped('\\* assets/pagewalk\\S*\\.wasm'), table).toBeGreaterThan(100);
  expect(zipped('\\* assets/pagewalk\\S*\\.wasm'), table).toBeLessThanOrEqual(kModule);
  expect(zipped('\\* first load'), table).toBeLessThanOrEqual(kModule + kPage);
});

test('no language but the one chosen is fetched, and no lesson', async ({ page }) => {
  const names: string[] = [];
  page.on('request', (request) => names.push(new URL(request.url()).pathname.split('/').at(-1)!));
  await page.goto('./');
  await expect(where(page)).toContainText('command 3 of 3');
  expect(names.filter((name) => /^(zh|sentences_zh|lesson)/.test(name))).toEqual([]);
});
