// Without a network: the second visit, all of the page with it; and a new build, which comes whole or not at all.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesOf } from '../../.ci/static.mjs';
import { serviceWorkerFor } from '../../web/build/offline.mjs';
import { expect, hash, type Page, pane, runLogged, terminal, test, where } from './kit';

const web = path.join(__dirname, '../../web');

test.use({ serviceWorkers: 'allow' });

/** A copy of the built page on a host of its own, which can be changed and goes away. */
class Host {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'pagewalk-'));
  private server: Server | null = null;
  private port = 0;

  async start(): Promise<void> {
    if (this.port === 0) cpSync(path.join(web, 'dist'), this.folder, { recursive: true });
    const server = createServer(filesOf(this.folder, '/on/a/path/')).listen(this.port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/on/a/path/`;
  }

  /** Another build: its page says so. */
  rebuild(name: string): void {
    const page = path.join(this.folder, 'index.html');
    const text = readFileSync(page, 'utf8').replace(/<meta name="build".*?>/, '');
    writeFileSync(page, text.replace('</head>', `<meta name="build" content="${name}" /></head>`));
    writeFileSync(path.join(this.folder, 'sw.js'), serviceWorkerFor(this.folder, web));
  }

  /** The same, with a file that its list names and the host does not have. */
  rebuildBroken(): void {
    this.rebuild('broken');
    const worker = path.join(this.folder, 'sw.js');
    writeFileSync(worker, serviceWorkerFor(this.folder, web).replace('const kFiles = [', 'const kFiles = [ "assets/not-there.js",'));
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
    this.server = null;
  }

  remove(): void {
    this.stop();
    rmSync(this.folder, { recursive: true });
  }
}

const host = { value: new Host() };
test.beforeEach(async () => {
  host.value = new Host();
  await host.value.start();
});
test.afterEach(() => host.value.remove());

async function visit(page: Page): Promise<void> {
  await page.goto(host.value.url);
  await expect(where(page)).toContainText('command 3 of 3', { timeout: 20_000 });
}

/** The builds that are kept whole, the oldest first. */
const keptBuilds = (page: Page) =>
  page.evaluate(async () => {
    const builds: string[] = [];
    for (const name of (await caches.keys()).filter((one) => one.startsWith('pagewalk '))) {
      const cache = await caches.open(name);
      const text = await (await cache.match('./', { ignoreVary: true }))?.text();
      if (text && (await cache.keys()).length > 20) builds.push(/name="build" content="(\w+)"/.exec(text)?.[1] ?? '');
    }
    return builds;
  });

async function untilKept(page: Page, ...builds: string[]): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => keptBuilds(page), { timeout: 20_000 }).toEqual(builds);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

async function goOffline(page: Page): Promise<void> {
  host.value.stop();
  await page.context().setOffline(true);
}

test('after one visit everything works without a network', async ({ page }) => {
  test.setTimeout(90_000);
  await visit(page);
  await untilKept(page, '');
  await goOffline(page);
  await page.reload();
  await expect(where(page)).toContainText('command 3 of 3', { timeout: 20_000 });
  await expect(terminal(page)).toContainText('$ fork');
  await runLogged(page, '@2 write $a "child"', 4);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('textbox', { name: 'Text to open' }).fill(readFileSync(path.join(__dirname, '../logs/git/log.strace'), 'utf8'));
  await page.getByRole('button', { name: 'Open this text' }).click();
  await expect(page.locator('.notice', { hasText: 'the log has become' })).toBeVisible();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Start/ })
    .first()
    .click();
  await expect(pane(page, 'lesson').locator('.option').first()).toBeVisible();
  await page.getByRole('button', { name: '中文', exact: true }).click();
  await expect(page.getByRole('button', { name: '课程', exact: true })).toBeVisible();
  await expect(pane(page, 'lesson')).toContainText(/[\u4e00-\u9fff]{4}/);
});

test('a new build is seen at the next visit, whole, offline too, and the session stays', async ({ page }) => {
  await visit(page);
  await untilKept(page, '');
  await runLogged(page, '@2 write $a "child"', 4);
  const own = await hash(page);
  host.value.rebuild('second');
  await page.reload();
  await expect(page.locator('meta[name=build]')).toHaveAttribute('content', 'second');
  await expect(where(page)).toContainText('command 4 of 4');
  expect(await hash(page)).toBe(own);
  await untilKept(page, '', 'second');
  await goOffline(page);
  await page.reload();
  await expect(page.locator('meta[name=build]')).toHaveAttribute('content', 'second');
  await expect(where(page)).toContainText('command 4 of 4', { timeout: 20_000 });
  expect(await hash(page)).toBe(own);
});

test('a build that cannot be fetched whole changes nothing, and only the build before is kept besides the newest', async ({ page }) => {
  await visit(page);
  await untilKept(page, '');
  host.value.rebuildBroken();
  await page.reload();
  await expect(where(page)).toContainText('command 3 of 3', { timeout: 20_000 });
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => undefined);
    const worker = registration.installing;
    if (worker) await new Promise((resolve) => worker.addEventListener('statechange', resolve));
  });
  expect(await keptBuilds(page)).toEqual(['']);
  for (const name of ['second', 'third']) {
    host.value.rebuild(name);
    await page.reload();
    await expect(page.locator('meta[name=build]')).toHaveAttribute('content', name);
    await untilKept(page, ...(name === 'second' ? ['', 'second'] : ['second', 'third']));
  }
  await goOffline(page);
  await page.reload();
  await expect(page.locator('meta[name=build]')).toHaveAttribute('content', 'third');
  await expect(where(page)).toContainText('command 3 of 3', { timeout: 20_000 });
});
