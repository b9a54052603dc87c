import { expect, hash, openFirst, pane, runLogged, test, where } from './kit';

test('undo and redo bring every earlier hash back', async ({ page }) => {
  await openFirst(page);
  const third = await hash(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const fourth = await hash(page);
  expect(fourth).not.toBe(third);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.locator('.stop.undone')).toHaveCount(1);
  expect(await hash(page)).toBe(third);
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await expect(page.locator('.stop.undone')).toHaveCount(0);
  expect(await hash(page)).toBe(fourth);
});

test('scrubbing inside a write fault shows the machine as it stood', async ({ page }) => {
  await openFirst(page);
  const before = await hash(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const after = await hash(page);
  const changed = pane(page, 'spaces').locator('.slot.changed');
  await expect(changed).toHaveCount(1);
  const slider = page.getByLabel('Events inside this command');
  await slider.fill('0');
  await expect(pane(page, 'what').locator('.pane-aside')).toContainText('event 0 of');
  await expect(changed).toHaveCount(0);
  expect(await hash(page)).toBe(before);
  const last = await slider.getAttribute('max');
  await slider.fill(String(last));
  await expect(changed).toHaveCount(1);
  expect(await hash(page)).toBe(after);
});

test('a line of the call tree leads to its event', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await pane(page, 'what').locator('.calls .call-name', { hasText: 'copy_user_highpage' }).click();
  await expect(pane(page, 'what').locator('.calls .current')).toContainText('copy_user_highpage');
  await expect(pane(page, 'what').locator('.calls .future')).not.toHaveCount(0);
  await expect(page.locator('.story')).toContainText('4096 bytes go from frame');
});

test('arrow keys step, Home and End jump, a stop can be clicked', async ({ page }) => {
  await openFirst(page);
  const at3 = await hash(page);
  await page.locator('#pane-timeline').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(pane(page, 'what').locator('.pane-aside')).toContainText('event');
  await page.keyboard.press('Home');
  await expect(where(page)).toContainText('the machine as booted');
  await page.keyboard.press('End');
  await expect(where(page)).toContainText('command 3 of 3');
  expect(await hash(page)).toBe(at3);
  await page.getByRole('button', { name: 'After command 1' }).click();
  await expect(where(page)).toContainText('command 1 of 3');
  await expect(pane(page, 'spaces').locator('.process')).toHaveCount(1);
});

test('a command of more events than are kept says so, and a step back is one event', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, 'b = mmap 8M', 4);
  await runLogged(page, 'write $b n=1500', 5);
  const aside = pane(page, 'what').locator('.pane-aside');
  await expect(aside).toContainText(/20.000 of 2\d.\d{3} events kept/);
  await expect(page.locator('.event-count')).toContainText(/20.000 of 2\d.\d{3}/);
  await expect(page.locator('.event-cells .hole').first()).toBeVisible();
  const total = Number(/of (2\d.\d{3})/.exec((await aside.textContent())!)![1]!.replace(/\D/, ''));
  const head = await hash(page);
  await page.locator('#pane-timeline').focus();
  await page.keyboard.press('ArrowLeft');
  const grouped = (count: number) => `${Math.floor(count / 1000)}.${String(count % 1000).padStart(3, '0')}`;
  const said = (at: number) => new RegExp(`event ${grouped(at)} of ${grouped(total)}`);
  await expect(aside).toContainText(said(total - 1));
  await expect(pane(page, 'what')).toContainText('was counted, not kept');
  await page.keyboard.press('ArrowLeft');
  await expect(aside).toContainText(said(total - 2));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(where(page)).toContainText('command 5 of 5');
  await expect.poll(() => hash(page)).toBe(head);
});

test('play runs through the events and stops at the end', async ({ page }) => {
  await openFirst(page);
  await page.getByRole('button', { name: 'Speed' }).click();
  await page.getByRole('button', { name: 'Speed' }).click();
  await page.getByRole('button', { name: 'After command 1' }).click();
  await expect(where(page)).toContainText('command 1 of 3');
  await page.getByRole('button', { name: 'Play the events' }).click();
  await expect(pane(page, 'what').locator('.calls .current')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Play the events' })).toBeVisible({ timeout: 20_000 });
  await expect(pane(page, 'what').locator('.calls .current')).toHaveCount(0);
});

test('stepping forward is the way back, event by event, over the borders of commands, as fast as one likes', async ({ page }) => {
  await openFirst(page);
  await page.locator('#pane-timeline').focus();
  const aside = pane(page, 'what').locator('.pane-aside');
  const steps = 30;
  for (let i = 0; i < steps; ++i) await page.keyboard.press('ArrowLeft');
  await expect(aside).toContainText('event');
  await page.waitForTimeout(600);
  const back = [await where(page).textContent(), await hash(page)];
  for (let i = 0; i < steps; ++i) await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(600);
  await expect(where(page)).toContainText('command 3 of 3');
  for (let i = 0; i < steps; ++i) await page.keyboard.press('ArrowLeft');
  await page.waitForTimeout(600);
  expect([await where(page).textContent(), await hash(page)]).toEqual(back);
  await page.keyboard.press('Home');
  await expect(where(page)).toContainText('the machine as booted');
  await page.keyboard.press('ArrowRight');
  await expect(aside).toContainText('event 1 of');
});

test('every moment inside a write fault has the hash it had, and undo goes through all that came before', async ({ page }) => {
  test.setTimeout(90_000);
  await openFirst(page);
  const heads = [await hash(page)];
  await runLogged(page, '@2 write $a "child"', 4);
  const after = await hash(page);
  const slider = page.getByLabel('Events inside this command');
  const last = Number(await slider.getAttribute('max'));
  expect(last).toBeGreaterThan(10);
  const at = async (event: number) => {
    await slider.fill(String(event));
    await expect(pane(page, 'what').locator('.pane-aside')).toContainText(`event ${event} of`);
    return hash(page);
  };
  const forward: string[] = [];
  for (let event = 0; event < last; ++event) forward.push(await at(event));
  expect(forward[0]).toBe(heads[0]);
  expect(new Set(forward).size).toBeGreaterThan(5);
  for (let event = last - 1; event >= 0; --event) expect(await at(event), `event ${event}`).toBe(forward[event]);
  await page.locator('#pane-timeline').focus();
  await page.keyboard.press('End');
  await expect.poll(() => hash(page)).toBe(after);
  const seen = [after];
  for (let head = 3; head >= 0; --head) {
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(page.locator('.stop.undone')).toHaveCount(4 - head);
    seen.unshift(await hash(page));
  }
  expect(new Set(seen).size).toBe(5);
  for (let head = 1; head <= 4; ++head) {
    await page.getByRole('button', { name: 'Redo', exact: true }).click();
    await expect(page.locator('.stop.undone')).toHaveCount(4 - head);
    expect(await hash(page)).toBe(seen[head]);
  }
});
