// Plays a lesson in the page as a learner would: what there is to answer and to type is worked out by the engine, in Node, from the
// lesson's own files; the state hash at the end is the native program's.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Lesson, LessonPrediction, LessonState, LessonStep, Pagewalk, Status } from '../../wasm-bindings/pagewalk';
import { loadPagewalk } from '../parity/load_module.mjs';
import { expect, hash, type Locator, type Page, pane } from './kit';

const kRoot = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(kRoot, file), 'utf8');

/** A prediction with one right and one wrong answer, each as it is given: the row of an option, or a text. */
export interface Asked {
  asks: 'choice' | 'number' | 'thing';
  /** Null: nobody can point at it before it is shown. */
  right: string | null;
  wrong: string;
}

export interface Played {
  id: string;
  steps: { predictions: Asked[]; goals: number; solution: string[] }[];
  /** Of the machine that the lesson's own way ends at, by the native program. */
  hash: string;
}

export function lessonsToPlay(): string[] {
  const folders = readdirSync(path.join(kRoot, 'lessons'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).sort();
}

/** Those with which the order of lessons begins. */
export function openingPath(): string[] {
  const [, path = ''] = read('lessons/order.txt').split(/^path$/m);
  return path.split(/^track /m)[0]!.trim().split(/\s+/);
}

/** The program as `make test` builds it, or another one. */
function nativeHash(script: string): string {
  const built = ['check', 'dev', 'release'].map((preset) => path.join(kRoot, 'build', preset, 'pagewalk'));
  const program = process.env.PAGEWALK_CLI ?? built.find((file) => existsSync(file));
  if (!program) throw new Error('the native program is not built: `cmake --build --preset check`, or name one in PAGEWALK_CLI');
  return execFileSync(program, ['hash', '-'], { input: script, encoding: 'utf8' }).trim();
}

/** What names a thing in a behaviour file, of each prediction that is pointed at: the right expression and the wrong ones. */
function namesIn(behaviour: string): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const part of behaviour.split(/^\s*predict /m).slice(1)) {
    const texts = [...part.matchAll(/^\s*(?:answer|wrong [a-z0-9-]+:) (.*)$/gm)].map((match) => match[1]!);
    names.set(part.split('\n')[0]!.trim(), texts);
  }
  return names;
}

/** The lesson's own way through, on an engine in Node. */
class Way {
  /** Since the machine was booted last. */
  private log: string[] = [];
  private readonly names: ReadonlyMap<string, string[]>;

  constructor(
    private readonly engine: Pagewalk,
    behaviour: string,
  ) {
    this.names = namesIn(behaviour);
  }

  get script(): string {
    return `${this.log.join('\n')}\n`;
  }

  private type(lines: readonly string[]): void {
    for (const line of lines) this.engine.exec(line);
    this.log.push(...lines);
  }

  play(step: LessonStep, at: number): Played['steps'][number] {
    if (step.fresh) {
      this.log = [];
      this.type(step.start.trimEnd().split('\n'));
    }
    this.type(step.setup);
    const predictions = step.predictions.map((plan, i) => this.predict(plan, at, i));
    this.type(step.solution);
    return { predictions, goals: step.goals.length, solution: step.solution };
  }

  private predict(plan: LessonPrediction, at: number, i: number): Asked {
    const before = this.head();
    this.type(plan.reveal);
    const { right, answer, wrong } = (JSON.parse(this.engine.lessonLook(at)) as LessonState).predictions[i]!;
    if (plan.asks === 'choice') return { asks: 'choice', right: String(right.indexOf(true)), wrong: String(right.indexOf(false)) };
    if (plan.asks === 'number') return { asks: 'number', right: answer, wrong: wrong.find((one) => one !== answer && one !== '')! };
    const number = /^(?:page|av):(\d+)$/.exec(answer)?.[1];
    if (number !== undefined) return { asks: 'thing', right: number, wrong: number === '1' ? '2' : '1' };
    const own = (this.names.get(plan.id) ?? []).flatMap((name) => this.namesOf(name));
    const texts = [...own, 'vma(1, 0x7fffffffe000)', 'pte(1, 0x7fffffffe000)'];
    const keys = this.keysAt(before, texts, at, i);
    return { asks: 'thing', right: keys.find(([, key]) => key === answer)?.[0] ?? null, wrong: keys.find(([, key]) => key !== answer)![0] };
  }

  private head(): number {
    return (JSON.parse(this.engine.status()) as Status).head;
  }

  /** An area and an entry by their address, too: what the behaviour file calls them may get its name by the answer only. */
  private namesOf(name: string): string[] {
    const [, kind, pid, place] = /^(vma|pte)\((\d+), (.*)\)$/.exec(name) ?? [];
    if (!kind) return [name];
    const { ok, value } = JSON.parse(this.engine.evaluate(place!)) as { ok: boolean; value?: number | string };
    return ok ? [`${kind}(${pid}, ${value})`, name] : [name];
  }

  /** What texts name before the answer is shown, as a learner has to name it. */
  private keysAt(commands: number, texts: readonly string[], at: number, i: number): [text: string, key: string][] {
    const after = this.head();
    this.engine.seek(commands);
    const keyOf = (text: string) => (JSON.parse(this.engine.lessonPoint(at, i, text)) as { key?: string }).key ?? '';
    const keys = texts.map((text): [string, string] => [text, keyOf(text)]).filter(([, key]) => key !== '');
    this.engine.seek(after);
    return keys;
  }
}

export async function planOf(id: string): Promise<Played> {
  const { Pagewalk } = await loadPagewalk(path.join(kRoot, 'build/wasm'));
  const engine: Pagewalk = new Pagewalk();
  const behaviour = read(`lessons/${id}/lesson.txt`);
  const lesson = JSON.parse(engine.lessonOpen('lesson.txt', behaviour, 'en.md', read(`lessons/${id}/en.md`))) as Lesson;
  const way = new Way(engine, behaviour);
  const steps = lesson.steps.map((step, at) => way.play(step, at));
  engine.delete();
  return { id, steps, hash: nativeHash(way.script) };
}

export const lessonPane = (page: Page): Locator => pane(page, 'lesson');
export const openQuestion = (page: Page): Locator => lessonPane(page).locator('.predict[data-answered=false]');
export const answered = (page: Page): Locator => lessonPane(page).locator('.predict[data-answered=true]');
export const reached = (page: Page): Locator => lessonPane(page).locator('.goals[data-reached=true]');

/** How a learner does things: by keys, or with a finger. */
export interface Hands {
  answer(page: Page, asked: Asked, given: string): Promise<void>;
  solve(page: Page, lines: readonly string[]): Promise<void>;
  next(page: Page): Promise<void>;
}

const focusIs = (page: Page, selector: string) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

/** Presses a key until the focus stands where it should. */
export async function goBy(page: Page, key: string, selector: string): Promise<void> {
  for (let i = 0; i < 120; ++i) {
    if (await focusIs(page, selector)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${selector}`);
}

export const byKeys: Hands = {
  async answer(page, { asks }, given) {
    const press = (key: string) => page.keyboard.press(key);
    const open = '.predict[data-answered=false]';
    if (!(await focusIs(page, '#pane-lesson, #pane-lesson *'))) await goBy(page, 'F6', '#pane-lesson');
    if (asks === 'choice') {
      await goBy(page, 'Tab', `${open} .option:nth-child(${Number(given) + 1})`);
      return press('Enter');
    }
    await goBy(page, 'Tab', `${open} input`);
    await page.keyboard.insertText(given);
    await press('Enter');
    if (asks === 'number') return;
    await expect(openQuestion(page).locator('.give')).toBeVisible();
    await goBy(page, 'Tab', `${open} .give`);
    await press('Enter');
  },
  async solve(page, lines) {
    await goBy(page, 'F6', '#pane-shell textarea');
    for (const line of lines) {
      await page.keyboard.insertText(line);
      await page.keyboard.press('Enter');
    }
    await goBy(page, 'Shift+F6', '#pane-lesson');
  },
  async next(page) {
    await goBy(page, 'Tab', '#pane-lesson .next');
    await page.keyboard.press('Enter');
  },
};

export const byTouch: Hands = {
  async answer(page, { asks }, given) {
    const open = openQuestion(page);
    if (asks === 'choice') return open.locator('.option').nth(Number(given)).tap();
    await open.locator('input').tap();
    await page.keyboard.insertText(given);
    await open.locator('.answer-form button').tap();
    if (asks === 'thing') await open.locator('.give').tap();
  },
  async solve(page) {
    await lessonPane(page).locator('.solve').tap();
  },
  async next(page) {
    await lessonPane(page).locator('.next').tap();
  },
};

/** From its link to its end. Of the predictions every second is answered rightly; the first one is not. */
export async function play(page: Page, { id, steps, hash: wanted }: Played, hands: Hands): Promise<void> {
  await page.evaluate((fragment) => {
    location.hash = fragment;
  }, `#lesson=${id}/1`);
  const title = lessonPane(page).locator('.step');
  await expect(title).toHaveAttribute('data-lesson', id);
  await expect(page.locator('.notice'), 'what was said at the end of the lesson before').toHaveCount(0);
  let count = 0;
  for (const [i, step] of steps.entries()) {
    await expect(lessonPane(page).locator(`.step[data-step="${i}"][aria-busy=false]`)).toBeVisible();
    await playStep(page, step, hands, () => count++ % 2 === 1);
    if (i === steps.length - 1) break;
    await hands.next(page);
  }
  await expect(lessonPane(page).locator('.lesson-card figcaption')).not.toBeEmpty();
  await expect(lessonPane(page).locator('.lesson-card img')).toBeVisible();
  await expect(lessonPane(page).locator('.homes pre').first()).not.toBeEmpty();
  await expect.poll(() => hash(page), { message: `${id}: the state at its end` }).toBe(wanted);
  await hands.next(page);
  await expect(lessonPane(page)).toHaveCount(0);
}

async function playStep(page: Page, step: Played['steps'][number], hands: Hands, isRight: () => boolean): Promise<void> {
  for (const [i, asked] of step.predictions.entries()) {
    const right = isRight() && asked.right !== null;
    await hands.answer(page, asked, right ? asked.right! : asked.wrong);
    const given = answered(page).nth(i);
    await expect(given.locator('.verdict')).toHaveClass(right ? /right/ : /wrong/);
    // A right number, or the right thing, needs no further sentence.
    if (!right || asked.asks === 'choice') await expect(given.locator('.why')).not.toBeEmpty();
  }
  if (step.goals === 0) return;
  await expect(lessonPane(page).locator('.goals .missing').first()).toBeVisible();
  await expect(lessonPane(page).locator('[aria-busy=false]')).toBeVisible();
  await hands.solve(page, step.solution);
  await expect(reached(page)).toBeVisible();
}
