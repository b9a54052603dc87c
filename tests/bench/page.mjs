// How fast the page is, from marks in Chromium: loading over a slow network on a slow processor, from a key to the frame that shows what it
// did, a step of the scrubber, typing while the engine works. Medians of five.
//
//   node tests/bench/page.mjs [RUNS [PART…]]     `make bench` builds the page first; the figures mean something on a quiet machine alone
//
// An aim that was missed is marked; nothing fails, these are figures.
import { createServer } from 'node:http';
import path from 'node:path';
import { filesOf } from '../../.ci/static.mjs';
import { chromium } from '../../web/node_modules/@playwright/test/index.mjs';
import { root } from '../support/suite.mjs';

const [runs = '5', ...parts] = process.argv.slice(2);
const kRuns = Number(runs);
const kSlow = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 1_600_000 / 8 };
const kSlowProcessor = 4;

// Runs in the page before anything else of it. `changed(from)`: when the frame that shows the next change of a drawing had been drawn;
// `keys`: of each key how long until the next frame.
function watch() {
  const afterFrame = (then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(null);
    });
  const bench = { key: 0, keys: [], waiting: null };
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      bench.key = timeStamp;
      afterFrame(() => bench.keys.push(performance.now() - timeStamp));
    },
    true,
  );
  const isDrawing = ({ target }) => {
    const element = target instanceof Element ? target : target.parentElement;
    return element?.closest('svg, canvas, [data-pane]') && !element.closest('.terminal, #pane-shell, #first');
  };
  new MutationObserver((records) => {
    const { waiting } = bench;
    if (!waiting || !records.some(isDrawing)) return;
    bench.waiting = null;
    afterFrame(() => waiting(performance.measure('from key to frame', { start: bench.key, end: performance.now() }).duration));
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  bench.changed = () =>
    new Promise((resolve) => {
      bench.waiting = resolve;
    });
  globalThis.bench = bench;
}

/** When the shell showed the text, on the clock of the page. */
function answered(text) {
  return new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('.xterm-rows')?.textContent.includes(text)) resolve(performance.mark('answered').startTime);
      else requestAnimationFrame(look);
    };
    look();
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile95 = (values) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1];

async function inPage(browser, url, use) {
  const context = await browser.newContext({ serviceWorkers: 'block', viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    return await use(page, url);
  } finally {
    await context.close();
  }
}

async function openQuiet(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('.where')?.textContent.includes('command 3 of 3'), null, { timeout: 60_000 });
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent.includes('@2 write'));
  await page.waitForTimeout(500);
}

async function typeLine(page, line) {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+e');
  await page.keyboard.press('Control+u');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

const atCommand = (page, count) =>
  page.waitForFunction((text) => document.querySelector('.where')?.textContent.includes(text), `command ${count} of ${count}`, {
    timeout: 120_000,
  });

/** First readable paint, and the answer to a command that was typed as soon as there was a prompt to type at. */
async function load(page, url) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', kSlow);
  await session.send('Emulation.setCPUThrottlingRate', { rate: kSlowProcessor });
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.activeElement?.matches('#first textarea'));
  await page.keyboard.type('print 40 + 2');
  await page.keyboard.press('Enter');
  const answer = await page.evaluate(answered, '42');
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  return { paint, answer };
}

async function enter(page, url) {
  await openQuiet(page, url);
  const changed = page.evaluate(() => globalThis.bench.changed());
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Enter');
  const time = await changed;
  await atCommand(page, 4);
  return time;
}

/** One step back on the timeline, by the key. */
async function step(page) {
  await page.locator('#pane-timeline').focus();
  await page.waitForTimeout(300);
  const changed = page.evaluate(() => globalThis.bench.changed());
  await page.keyboard.press('ArrowLeft');
  const time = await changed;
  await page.waitForTimeout(300);
  return time;
}

async function stepOpening(page, url) {
  await openQuiet(page, url);
  await step(page);
  return step(page);
}

async function stepLarge(page, url) {
  await openQuiet(page, url);
  await typeLine(page, 'b = mmap 48M');
  await atCommand(page, 4);
  await typeLine(page, 'write $b n=12000');
  await atCommand(page, 5);
  await typeLine(page, 'write $a');
  await atCommand(page, 6);
  await page.waitForTimeout(1500);
  await step(page);
  return step(page);
}

async function typing(page, url) {
  await openQuiet(page, url);
  await typeLine(page, 'boot mem=1G');
  await typeLine(page, 'b = mmap 600M');
  await atCommand(page, 1);
  await page.waitForTimeout(1000);
  await typeLine(page, 'write $b n=150000');
  await page.evaluate(() => {
    globalThis.bench.keys = [];
  });
  const written = atCommand(page, 2).then(() => true);
  let isOver = false;
  void written.then(() => {
    isOver = true;
  });
  // A fast typist, until it is drawn and a second longer.
  for (let after = 0; after < 20; after += isOver ? 1 : 0) {
    await page.keyboard.press('x');
    await page.waitForTimeout(50);
  }
  return percentile95(await page.evaluate(() => globalThis.bench.keys));
}

const rows = [
  ['first readable paint, 1.6 Mbit/s, 150 ms, processor at a quarter', 1500, load, 'paint'],
  ['the prompt answers, likewise', 4000, load, 'answer'],
  ['Enter to the first changed frame, opening machine', 50, enter],
  ['a step of the scrubber, opening machine', 33, stepOpening],
  ['a step of the scrubber, 12,000 mapped pages', 50, stepLarge],
  ['typing while 150,000 pages are written, 95th percentile', 50, typing],
];

const server = createServer(filesOf(path.join(root, 'web/dist')));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const known = new Map();
console.log(`\n${`the page in Chromium, medians of ${kRuns}`.padEnd(68)}     ms    aim    all`);
for (const [title, aim, measure, part] of rows.filter(([title]) => parts.length === 0 || parts.some((one) => title.includes(one)))) {
  if (!known.has(measure)) {
    const times = [];
    for (let i = 0; i < kRuns; ++i) times.push(await inPage(browser, url, measure));
    known.set(measure, times);
  }
  const values = known.get(measure).map((run) => (part ? run[part] : run));
  const time = median(values);
  const all = values.map((value) => value.toFixed(0)).join(' ');
  console.log(`${title.padEnd(68)}${time.toFixed(0).padStart(7)}${`${aim}${time > aim ? ' !' : '  '}`.padStart(9)}  ${all}`);
}
console.log('! missed its aim');
await browser.close();
server.closeAllConnections();
server.close();
