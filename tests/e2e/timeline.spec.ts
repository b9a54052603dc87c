import { expect, hash, open, openFirst, openOnPhone, pane, runLogged, test, where } from './kit';

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
  // Its name opens a card; all the rest of the line leads to the event.
  await pane(page, 'what').getByRole('treeitem').filter({ hasText: 'copy_user_highpage' }).locator('.call-sign').click();
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

test('a log of 200 commands is one strip: dragging along it looks at commands, the banner says so and leads back', async ({ page }) => {
  await open(page, `#cmd=a = mmap 64K;${'write $a;'.repeat(199)}`);
  await expect(where(page)).toContainText('command 200 of 200');
  const head = await hash(page);
  const height = async () => (await page.locator('#pane-timeline').boundingBox())!.height;
  expect(await height()).toBeLessThanOrEqual(77);
  const map = (await page.locator('.log-map').boundingBox())!;
  const y = map.y + map.height / 2;
  await page.mouse.move(map.x + map.width * 0.9, y);
  await expect(page.locator('.log-preview')).toContainText('write $a');
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.5025, y, { steps: 25 });
  await page.mouse.up();
  await expect(where(page)).toContainText('command 101 of 200');
  await expect(where(page)).toContainText('The past');
  expect(await height()).toBeLessThanOrEqual(77);
  await page.getByRole('button', { name: 'Return to now' }).click();
  await expect(where(page)).toContainText('command 200 of 200');
  await expect(page.getByRole('button', { name: 'Return to now' })).toHaveCount(0);
  expect(await hash(page)).toBe(head);
});

test('the map marks what commands did, each kind with a form or lane of its own, and says it in words', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  await runLogged(page, 'munmap 0x123 4K', 5);
  const marks = page.locator('.log-marks i');
  await expect(page.locator('.log-marks .copies')).toHaveCount(1);
  await expect(page.locator('.log-marks .faults')).toHaveCount(2);
  await expect(page.locator('.log-marks .refused')).toHaveCount(1);
  await expect(page.locator('.log-marks .hole')).toHaveCount(0);
  // No two marks of a command lie on each other.
  const boxes = await marks.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect));
  for (const [i, one] of boxes.entries()) {
    for (const other of boxes.slice(i + 1)) {
      const apart = one.right <= other.x || other.right <= one.x || one.bottom <= other.y || other.bottom <= one.y;
      expect(apart, JSON.stringify([one, other])).toBe(true);
    }
  }
  const map = (await page.locator('.log-map').boundingBox())!;
  await page.mouse.move(map.x + map.width * 0.7, map.y + 8);
  const said = /4: @2 write \$a "child".*event \d+ of 31.*1 fault.*1 page copied.*1 frame allocated/;
  await expect(page.locator('.log-preview')).toContainText(said);
  await runLogged(page, 'b = mmap 8M', 6);
  await runLogged(page, 'write $b n=1500', 7);
  await expect(page.locator('.log-marks .hole')).toHaveCount(1);
});

test('dragging over few commands looks at their events, and goes no further than what is undone', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const head = await hash(page);
  const map = (await page.locator('.log-map').boundingBox())!;
  const y = map.y + 8;
  await page.mouse.move(map.x + map.width * 0.9, y);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.8, y, { steps: 10 });
  await page.mouse.up();
  await expect(where(page)).toContainText('The past: event 6 of 31');
  await page.getByRole('button', { name: 'Return to now' }).click();
  await expect(where(page)).not.toContainText('The past');
  expect(await hash(page)).toBe(head);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.locator('.stop.undone')).toHaveCount(1);
  const third = await hash(page);
  await page.mouse.click(map.x + map.width * 0.95, y);
  await page.waitForTimeout(300);
  await expect(page.locator('.stop.undone')).toHaveCount(1);
  expect(await hash(page)).toBe(third);
});

test('by keyboard the map is a slider, a command a step, that says what each did', async ({ page }) => {
  await openFirst(page);
  await runLogged(page, '@2 write $a "child"', 4);
  const slider = page.getByRole('slider', { name: 'Commands of the log' });
  await slider.focus();
  await expect(slider).toHaveAttribute('aria-valuetext', '4: @2 write $a "child" · 1 fault · 1 page copied · 1 frame allocated');
  await page.keyboard.press('ArrowLeft');
  await expect(where(page)).toContainText('The past: after command 3');
  await expect(slider).toHaveAttribute('aria-valuetext', /^3: fork · \d+ frames allocated · \d new tables$/);
  await page.keyboard.press('Home');
  await expect(where(page)).toContainText('the machine as booted');
  await expect(slider).toHaveAttribute('aria-valuetext', 'the machine as booted');
  await page.keyboard.press('End');
  await expect(where(page)).toContainText('command 4 of 4');
  await expect(where(page)).not.toContainText('The past');
});

test('on a phone the banner stands in the timeline, which grows no higher, and leads back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openOnPhone(page);
  const timeline = page.locator('#pane-timeline');
  const height = (await timeline.boundingBox())!.height;
  await page.getByRole('button', { name: 'One event back' }).click();
  const back = page.getByRole('button', { name: 'Return to now' });
  await expect(back).toBeInViewport({ ratio: 1 });
  expect((await timeline.boundingBox())!.height).toBe(height);
  await back.click();
  await expect(back).toHaveCount(0);
});
