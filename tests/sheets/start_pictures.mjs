// The pictures of the start page, one a scenario and theme, taken of the built page: `make start-pictures`, after a change of the drawings
// or of web/src/app/start/scenarios.ts. They are kept in web/public/start/.
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { filesOf } from '../../.ci/static.mjs';
import { chromium } from '../../web/node_modules/@playwright/test/index.mjs';
import { createServer as createReader } from '../../web/node_modules/vite/dist/node/index.js';
import { root } from '../support/suite.mjs';

const reader = await createReader({ root: path.join(root, 'web'), configFile: false, server: { middlewareMode: true }, appType: 'custom' });
const { kScenarios, scriptOf } = await reader.ssrLoadModule('/src/app/start/scenarios.ts');
await reader.close();
const folder = path.join(root, 'web/public/start');
const server = createServer(filesOf(path.join(root, 'web/dist'), '/'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/embed.html`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
await mkdir(folder, { recursive: true });

const kBare = `
.embed { grid-template-rows: minmax(0, 1fr) !important; }
.embed .pane { border: 0 !important; }
.embed-head, .pane-head, .embed-foot, .drawn-tools,
.pane-body:has(.drawn) :not(:has(.drawn), .drawn, .drawn *) { display: none !important; }
`;

/** The drawing alone, in a room in which it is drawn with few words. */
async function take(scenario, theme) {
  const context = await browser.newContext({ viewport: { width: 336, height: 330 }, reducedMotion: 'reduce', colorScheme: theme });
  const page = await context.newPage();
  await page.goto(`${url}?theme=${theme}&view=${scenario.view}&lang=en#cmd=${encodeURIComponent(scriptOf(scenario))}`);
  const body = page.locator('.embed-views .pane-body');
  await body.waitFor({ timeout: 60_000 });
  await page.locator('.where', { hasText: /\d/ }).waitFor();
  await page.addStyleTag({ content: kBare });
  await page.setViewportSize({ width: 320, height: 190 });
  await page.waitForTimeout(800);
  await page.screenshot({ path: path.join(folder, `${scenario.name}-${theme}.png`), scale: 'css' });
  await context.close();
}

for (const scenario of kScenarios) for (const theme of ['dark', 'light']) await take(scenario, theme);
await browser.close();
server.closeAllConnections();
server.close();
