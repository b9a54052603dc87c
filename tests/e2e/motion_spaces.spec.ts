// Address spaces move so that a change explains itself: at 80 ms what moves stands between its old and its new place.
import { holdClock, poseOf, runUntil } from "./clock";
import { expect, open, openStory, pane, test, where } from "./kit";

const link = (script: string) => `#cmd=${encodeURIComponent(script)}`;

test("munmap in the middle: what is left of the area stays, and the other part grows out of it", async ({
	page,
}) => {
	await page.clock.install();
	await open(page, link("a = mmap 64K;write $a n=16"));
	await expect(where(page)).toContainText("command 2 of 2");
	await holdClock(page);
	const areas = pane(page, "spaces").locator('.area:not([data-key^="was:"])');
	const old = await poseOf(areas.first());
	const part = areas.filter({ hasText: /32 KiB · new/ });
	await runUntil(page, "munmap $a+16K 16K", part);
	await page.clock.runFor(80);
	const half = await poseOf(part);
	await page.clock.runFor(1000);
	const end = await poseOf(part);
	expect(half.opacity).toBeGreaterThan(0);
	expect(half.opacity).toBeLessThan(1);
	expect(half.grown).toBeLessThan(1);
	expect(half.x).not.toBe(end.x);
	expect(end).toMatchObject({ opacity: 1, grown: 1 });
	expect(end.x).toBeGreaterThan(old.x);
});

test("the area that is cut does not vanish: it stays where it stood, as what was before", async ({
	page,
}) => {
	await page.clock.install();
	await openStory(page);
	await page
		.locator(".stage-tabs")
		.getByRole("button", { name: "Spaces" })
		.click();
	await holdClock(page);
	const areas = pane(page, "spaces").locator(".area");
	await page.clock.runFor(1000);
	const old = await poseOf(areas.first());
	const before = pane(page, "spaces").locator('.area[data-key^="was:"]');
	await runUntil(page, "munmap $a+16K 16K", before);
	expect(await poseOf(before.first())).toEqual({
		...old,
		opacity: 1,
		grown: 1,
	});
});

test("fork: the child grows out of its parent", async ({ page }) => {
	await page.clock.install();
	await open(page, link("a = mmap 64K;write $a"));
	await expect(where(page)).toContainText("command 2 of 2");
	await holdClock(page);
	const spaces = pane(page, "spaces");
	const parent = spaces.locator(".process", { hasText: "pid 1" });
	const child = spaces.locator(".process", { hasText: "pid 2" });
	await runUntil(page, "fork", child);
	await page.clock.runFor(80);
	const half = await poseOf(child);
	await page.clock.runFor(1000);
	const [above, end] = [await poseOf(parent), await poseOf(child)];
	expect(half.y).toBeGreaterThan(above.y);
	expect(half.y).toBeLessThan(end.y);
	expect(half.opacity).toBeLessThan(1);
});

test("300 areas: those around the change are drawn, the others fold; unfolded they have an overview", async ({
	page,
}) => {
	const cuts = Array.from(
		{ length: 150 },
		(_, at) => `mprotect $a+${at * 8}K 4K r`,
	);
	await open(page, link(["a = mmap 2400K", ...cuts].join(";")));
	await expect(where(page)).toContainText("command 151 of 151");
	await page.locator("#pane-spaces .grow").click();
	const spaces = pane(page, "spaces");
	await expect(spaces.locator(".area.cause")).toBeInViewport({ ratio: 0.99 });
	await expect(spaces.locator(".scene-overview")).toBeHidden();
	await spaces.locator(".fold").first().click();
	await expect(spaces.locator(".scene-overview")).toBeVisible();
	await expect(spaces.locator(".area.cause")).toBeInViewport({ ratio: 0.99 });
});

test("whose areas and which are drawn can be chosen", async ({ page }) => {
	await open(page, link("a = mmap 64K;write $a;mmap 8K r shared;fork"));
	const spaces = pane(page, "spaces");
	await expect(spaces.locator(".process")).toHaveCount(2);
	await spaces
		.getByLabel("Whose address space")
		.selectOption({ label: "pid 2" });
	await expect(spaces.locator(".process")).toHaveCount(1);
	await expect(spaces.locator(".area")).toHaveCount(3);
	await spaces.getByLabel("Which areas").selectOption("shared");
	await expect(spaces.locator(".area")).toHaveCount(1);
	await expect(spaces.locator(".area")).toContainText("r--s");
});
