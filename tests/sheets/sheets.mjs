// Contact sheets: each arrangement and each view by width, theme and language, and strips of what moves at 0, 80, 160 and 300 ms, as
// pictures to be looked at. `make sheets` builds the page first.
//
//   node tests/sheets/sheets.mjs [FOLDER [NAME…]]     into build/sheets; names: arrangements, views, motion
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { filesOf } from '../../.ci/static.mjs';
import { chromium } from '../../web/node_modules/@playwright/test/index.mjs';
import { root } from '../support/suite.mjs';

const [folder = path.join(root, 'build/sheets'), ...wanted] = process.argv.slice(2);
const kWidths = [
  [1920, 1080],
  [1440, 900],
  [1366, 768],
  [1280, 720],
  [768, 1024],
  [390, 844],
];
const kLooks = [
  ['dark', 'en'],
  ['light', 'en'],
  ['dark', 'zh'],
  ['light', 'zh'],
];
const kArrangements = ['story', 'explore', 'projector'];
const kViews = ['spaces', 'tables', 'rmap', 'tree', 'limits', 'swap', 'lists', 'life', 'pressure', 'memory', 'what'];
/** What is watched moving: the view that is in front, commands before, the command. */
const kMotions = [
  ['copy', 'tables', [], '@2 write $a "child"'],
  ['fork', 'rmap', [], 'fork'],
  ['split', 'spaces', [], 'munmap $a+16K 16K'],
  ['exit', 'rmap', [], '@2 exit'],
];
const kTimes = [0, 80, 160, 300];
const kThumb = 480;
/** Up to this width one pane is seen at a time, chosen by the tabs below: the shell, then the views. */
const kPhone = 760;

const server = createServer(filesOf(path.join(root, 'web/dist'), '/'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
await mkdir(folder, { recursive: true });

async function opened(theme, language, preset) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, colorScheme: theme, serviceWorkers: 'block' });
  await page.addInitScript(
    ([prefs, layout]) => {
      localStorage.setItem('pagewalk.prefs', prefs);
      localStorage.setItem('pagewalk.layout', layout);
    },
    [JSON.stringify({ language }), JSON.stringify({ preset })],
  );
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('@2 write'));
  return page;
}

async function type(page, line) {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+e');
  await page.keyboard.press('Control+u');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

const settle = (page) => page.waitForTimeout(450);

/** A picture of many, each with a word above it. */
async function sheet(name, columns, cells) {
  const page = await browser.newPage({ viewport: { width: columns * (kThumb + 12) + 12, height: 400 } });
  const pictures = cells.map(
    ({ title, png }) => `<figure><figcaption>${title}</figcaption><img src="data:image/png;base64,${png.toString('base64')}"></figure>`,
  );
  await page.setContent(`<style>body{margin:12px;background:#777;display:grid;gap:12px;grid-template-columns:repeat(${columns},${kThumb}px)}
    figure{margin:0;font:14px sans-serif;color:#fff}img{max-width:100%;max-height:420px;display:block}</style>${pictures.join('')}`);
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
  console.log(file);
}

async function sheetsOf(names, prepare, prefix) {
  const cells = new Map(names.map((name) => [name, []]));
  for (const [theme, language] of kLooks) {
    for (const name of names) {
      const page = await opened(theme, language, prefix === 'view' ? 'story' : name);
      await type(page, '@2 write $a "child"');
      await settle(page);
      await prepare(page, name);
      for (const [width, height] of kWidths) {
        await page.setViewportSize({ width, height });
        if (prefix === 'view' && width <= kPhone) await page.locator('.tabs button').nth(1 + kViews.indexOf(name)).click();
        await settle(page);
        const png = await page.screenshot({ path: path.join(folder, `${prefix}-${name}-${width}-${theme}-${language}.png`) });
        cells.get(name).push({ title: `${name} ${width} ${theme} ${language}`, png, at: [width, theme + language] });
      }
      await page.close();
    }
  }
  for (const [name, list] of cells) {
    const byWidth = kWidths.flatMap(([width]) => list.filter(({ at }) => at[0] === width));
    await sheet(`sheet-${prefix}-${name}`, kLooks.length, byWidth);
  }
}

async function motion() {
  for (const [name, view, before, command] of kMotions) {
    const cells = [];
    for (const theme of ['dark', 'light']) {
      const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, colorScheme: theme, serviceWorkers: 'block' });
      await page.clock.install();
      await page.goto(url);
      await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('@2 write'));
      for (const line of before) await type(page, line);
      await page.locator('.stage-tabs button').first().waitFor();
      await bring(page, view);
      await page.clock.pauseAt(new Date(Date.now() + 3_600_000));
      const pane = page.locator(`#pane-${view}`);
      await type(page, command);
      // Frames go by until the command's picture begins to move.
      const first = await pane.locator('.marks').innerHTML();
      for (let i = 0; i < 200 && (await pane.locator('.marks').innerHTML()) === first; ++i) {
        await page.waitForTimeout(10);
        await page.clock.runFor(4);
      }
      let at = 0;
      for (const time of kTimes) {
        if (time > at) await page.clock.runFor(time - at);
        at = time;
        cells.push({ title: `${name}, ${time} ms, ${theme}`, png: await pane.screenshot() });
      }
      await page.close();
    }
    await sheet(`motion-${name}`, kTimes.length, cells);
  }
}

/** The view comes to the front, whatever its place among the tabs. */
async function bring(page, view) {
  for (const tab of await page.locator('.stage-tabs li button').all()) {
    await tab.click();
    if (await page.locator(`#pane-${view}[data-slot=front]`).count()) break;
  }
  await page.waitForTimeout(600);
}

const parts = wanted.length > 0 ? wanted : ['arrangements', 'views', 'motion'];
if (parts.includes('arrangements')) await sheetsOf(kArrangements, async () => undefined, 'page');
if (parts.includes('views')) await sheetsOf(kViews, bring, 'view');
if (parts.includes('motion')) await motion();
await browser.close();
server.close();
