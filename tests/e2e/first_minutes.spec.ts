// The first two minutes of somebody who has read nothing: a fault seen, understood, undone, shared. Played by mouse, by keys alone, by the
// texts of the views alone, and on a phone, in both languages; each play starts from a browser that has never seen the page.
import { type Browser, expect, hash, type Page, terminal, test } from './kit';

interface Words {
  locale: string;
  opening: string;
  copied: string;
  course: { button: string; why: RegExp };
  write: string;
  undo: string;
  share: string;
  link: string;
  asText: string;
  tables: string;
  rmap: string;
}

const kWords: readonly Words[] = [
  {
    locale: 'en-US',
    opening: 'Process 1 made process 2, which shares its memory: 2 pages, and nothing was copied.',
    copied: 'Process 2 wrote to a page it shared with process 1, so the kernel gave it a copy.',
    course: { button: 'Course', why: /COW: a store hit a read-only PTE of a shared page/ },
    write: 'Let the child write',
    undo: 'Undo it',
    share: 'Share',
    link: 'Link',
    asText: 'Page tables as text',
    tables: 'Tables',
    rmap: 'Rmap',
  },
  {
    locale: 'zh-CN',
    opening: '进程 1 创建了进程 2，两者共享内存：2 页，什么也没有复制。',
    copied: '进程 2 写了一页与进程 1 共享的内存，于是内核给它一份副本。',
    course: { button: '课堂', why: /COW/ },
    write: '让子进程写',
    undo: '撤销',
    share: '分享',
    link: '链接',
    asText: '以文本显示页表',
    tables: '页表',
    rmap: '反向映射',
  },
];

const kMinutes = 2 * 60_000;
const headline = (page: Page) => page.locator('.story-headline');
const story = (page: Page) => page.locator('.story');
const levelButton = (page: Page, { course }: Words) => page.getByRole('button', { name: course.button, exact: true });
const shareButton = (page: Page, { share }: Words) => page.getByRole('button', { name: share, exact: true });
const linkField = (page: Page, words: Words) => page.getByRole('textbox', { name: words.link });

/** What a stranger gets who opens the link that is shown: the same machine, in a browser of its own. */
async function expectShared(page: Page, browser: Browser, words: Words): Promise<void> {
  const field = linkField(page, words);
  await expect(field).toHaveValue(/#1\.\d+\.[0-9a-f]{16}\./);
  const context = await browser.newContext({ locale: words.locale });
  const friend = await context.newPage();
  await friend.goto(await field.inputValue());
  await expect.poll(() => hash(friend), { timeout: 20_000 }).toBe(await hash(page));
  await context.close();
}

/** Moves the focus by Tab until the element has it. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 80; ++i) {
    const label = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });
    if (label === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to ${name}`);
}

async function openNew(page: Page, { opening }: Words): Promise<void> {
  await page.goto('./');
  await expect(headline(page)).toHaveText(opening, { timeout: 20_000 });
  await expect(terminal(page)).toContainText('$ @2 write $a "child"');
}

/** What the page says of the write; its hash then. */
async function expectUnderstood(page: Page, { course }: Words): Promise<string> {
  await expect(headline(page)).toHaveText(course.why);
  await expect(page.locator('.story-why')).toContainText('wp_can_reuse_anon_folio');
  return hash(page);
}

for (const words of kWords) {
  test.describe(words.locale, () => {
    test.use({ locale: words.locale });
    test.setTimeout(kMinutes);

    test('by mouse', async ({ page, browser }) => {
      await openNew(page, words);
      const before = await hash(page);
      await story(page).getByRole('button', { name: words.write }).click();
      await page.locator('.chips .run').click();
      await expect(headline(page)).toHaveText(words.copied);
      await expect(page.locator('#pane-tables .mark.frame', { hasText: '0x3e0f' })).toBeVisible();
      await levelButton(page, words).click();
      await expectUnderstood(page, words);
      await story(page).getByRole('button', { name: words.undo }).click();
      await expect.poll(() => hash(page)).toBe(before);
      await shareButton(page, words).click();
      await expectShared(page, browser, words);
    });

    test('by keys alone', async ({ page, browser }) => {
      await openNew(page, words);
      const before = await hash(page);
      await page.keyboard.press('Enter');
      await expect(headline(page)).toHaveText(words.copied);
      await page.keyboard.press('Escape');
      await tabTo(page, words.course.button);
      await page.keyboard.press('Space');
      await expectUnderstood(page, words);
      await page.keyboard.type('undo');
      await page.keyboard.press('Enter');
      await expect.poll(() => hash(page)).toBe(before);
      await page.keyboard.press('Escape');
      await tabTo(page, words.share);
      await page.keyboard.press('Enter');
      await expectShared(page, browser, words);
      await page.keyboard.press('Escape');
      await page.keyboard.type('print 6 * 7');
      await page.keyboard.press('Enter');
      await expect(terminal(page)).toContainText('42');
    });

    test('by texts alone', async ({ page, browser }) => {
      await openNew(page, words);
      const before = await hash(page);
      await page.getByRole('button', { name: words.asText }).click();
      const twin = page.locator('.twin');
      await expect(twin).toContainText('0x3e06');
      await page.locator('.xterm-helper-textarea').focus();
      await page.keyboard.press('Enter');
      await expect(twin).toContainText('0x3e0f');
      // Another picture in front is text as this one was.
      await page.locator('.stage-tabs').getByRole('button', { name: words.rmap }).click();
      await expect(page.locator('#pane-rmap .twin')).toContainText('0x3e0f');
      await expect(twin).toHaveCount(1);
      await expect(page.locator('.page > [role=status]')).toContainText(words.copied);
      await levelButton(page, words).click();
      await expectUnderstood(page, words);
      await story(page).getByRole('button', { name: words.undo }).click();
      await expect.poll(() => hash(page)).toBe(before);
      await expect(page.locator('.twin')).not.toContainText('0x3e0f');
      await shareButton(page, words).click();
      await expectShared(page, browser, words);
    });

    test.describe('on a phone', () => {
      test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

      test('by thumb', async ({ page, browser }) => {
        await openNew(page, words);
        const before = await hash(page);
        await page.locator('.chips .run').tap();
        await expect(headline(page)).toHaveText(words.copied);
        await page.locator('.tabs').getByRole('button', { name: words.tables }).tap();
        await expect(page.locator('#pane-tables .frame').last()).toBeInViewport();
        await levelButton(page, words).tap();
        await expectUnderstood(page, words);
        await page.locator('.timeline').getByRole('button').first().tap();
        await expect.poll(() => hash(page)).toBe(before);
        await shareButton(page, words).tap();
        await expectShared(page, browser, words);
      });
    });
  });
}
