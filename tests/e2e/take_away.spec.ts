// A view is taken away: as a picture of lines or dots, as text, as Markdown. What makes the files is fetched with the first one.
import { readFileSync } from 'node:fs';
import { AxeBuilder, expect, open, openFirst, type Page, pane, runLogged, test, where } from './kit';

async function take(page: Page, form: string): Promise<{ name: string; bytes: Buffer }> {
  await pane(page, 'rmap').locator('.take-away summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), pane(page, 'rmap').locator(`[data-form=${form}]`).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

async function openCopy(page: Page): Promise<void> {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await pane(page, 'rmap').locator('.grow').click();
  await expect(pane(page, 'rmap').locator('.mark.avc')).toHaveCount(3);
}

test('as SVG: the marks in the theme’s own colours, with what happened and a link', async ({ page }) => {
  await openCopy(page);
  const { name, bytes } = await take(page, 'svg');
  expect(name).toBe('pagewalk-rmap.svg');
  const text = bytes.toString('utf8');
  expect(text).not.toContain('var(--');
  const read = await page.evaluate((source) => {
    const file = new DOMParser().parseFromString(source, 'image/svg+xml');
    return {
      isBroken: file.querySelector('parsererror') !== null,
      words: [...file.querySelectorAll('text')].map((node) => node.textContent),
      link: file.querySelector('a')?.getAttribute('href') ?? '',
      ground: file.querySelector('svg > rect')!.getAttribute('fill'),
      panel: getComputedStyle(document.documentElement).getPropertyValue('--panel').trim(),
    };
  }, text);
  expect(read.isBroken).toBe(false);
  for (const word of ['anon_vma 1', 'avc 3', 'pid 2', '"child"']) expect(read.words).toContain(word);
  expect(read.words.join(' ')).toMatch(/copied|copies|copy/i);
  expect(read.link).toMatch(/#1\.\d+\.[0-9a-f]{16}\./);
  expect(read.ground).toBe(read.panel);
});

test('as PNG: the same picture, at twice its size', async ({ page }) => {
  await openCopy(page);
  const { name, bytes } = await take(page, 'png');
  expect(name).toBe('pagewalk-rmap.png');
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  expect(size.width).toBeGreaterThan(1200);
  expect(size.height).toBeGreaterThan(600);
  // Drawn again on the page, it has the ground of the panel and the page's own green.
  const colours = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const dots = context.getImageData(0, 0, image.width, image.height).data;
    const hex = (at: number) => `#${[...dots.slice(at, at + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    const seen = new Set<string>();
    for (let at = 0; at < dots.length; at += 4) seen.add(hex(at));
    const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return { corner: hex(0), panel: token('--panel'), hasAnon: seen.has(token('--anon')), count: seen.size };
  }, bytes.toString('base64'));
  expect(colours.corner).toBe(colours.panel);
  expect(colours.hasAnon).toBe(true);
  expect(colours.count).toBeGreaterThan(50);
});

test('as text and as Markdown: what show prints, with what happened and a link', async ({ page }) => {
  await openCopy(page);
  const plain = (await take(page, 'txt')).bytes.toString('utf8');
  expect(plain).toContain('its interval tree has 2 areas at that index');
  expect(plain).toMatch(/#1\.\d+\.[0-9a-f]{16}\.\S+\n$/);
  const { name, bytes } = await take(page, 'md');
  expect(name).toBe('pagewalk-rmap.md');
  const lines = bytes.toString('utf8').split('\n');
  expect(lines[0]).toBe('**Who maps this page?**');
  expect(lines.filter((line) => line.startsWith('```'))).toEqual(['```text', '```']);
  expect(lines.at(-2)).toMatch(/^<http\S+#1\.\S+>$/);
});

test('the menu by keyboard, and nothing of it is fetched before', async ({ page }) => {
  await openCopy(page);
  const names: string[] = [];
  page.on('request', (request) => names.push(new URL(request.url()).pathname.split('/').at(-1)!));
  const menu = pane(page, 'rmap').locator('.take-away');
  await menu.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(menu.locator('button').first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('#pane-rmap').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(menu.locator('button').first()).toBeHidden();
  await expect(menu.locator('summary')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(names.filter((one) => one.startsWith('save'))).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toBe('pagewalk-rmap.svg');
  expect(names.filter((one) => one.startsWith('save'))).toHaveLength(1);
});

test('what is drawn on a canvas, too: all of it, also what is out of sight', async ({ page }) => {
  await open(page, `#cmd=a = mmap 64K;write $a;${'fork;'.repeat(400)}`);
  await expect(where(page)).toContainText('command 402 of 402');
  const rmap = pane(page, 'rmap');
  await rmap.locator('.grow').click();
  const canvas = rmap.locator('canvas.scene-drawing');
  await expect(rmap.locator('.mark.area')).toHaveCount(31);
  let areas = 31;
  for (; (await canvas.count()) === 0; areas += 32) {
    await rmap.locator('.mark[data-act=more]').focus();
    await page.keyboard.press('Enter');
    await expect(canvas.or(rmap.locator('.mark.area').nth(areas + 31))).toBeAttached();
  }
  const svg = (await take(page, 'svg')).bytes.toString('utf8');
  expect(svg.match(/>pid \d+<\/text>/g)).toHaveLength(areas);
  const png = (await take(page, 'png')).bytes;
  expect(png.readUInt32BE(20)).toBeGreaterThan(areas * 18);
});
