// Every lesson as a text, by the real engine: each question has its answer, and no figure is missing.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Pagewalk } from '../../wasm-bindings/pagewalk';
import type { EngineView } from '../src/engine/client';
import { isFailure } from '../src/engine/protocol';
import { fetchCatalogue, lessonTexts } from '../src/lesson/catalog';
import { fillHoles } from '../src/lesson/markdown';
import { type Reading, type ReadingEngine, type ReadStep, readThrough } from '../src/lesson/reading';

const { loadPagewalk } = await import('../../tests/parity/load_module.mjs' as string);
const folder = process.env.PAGEWALK_WASM_FOLDER ?? fileURLToPath(new URL('../../build/wasm', import.meta.url));
const module = (await loadPagewalk(folder)) as { Pagewalk: new () => Pagewalk };

/** What was run last stands for the machine. */
function engineOf(engine: Pagewalk, ran: string[]): ReadingEngine {
  return {
    open: async ({ behaviourName, behaviour, proseName, prose }) =>
      JSON.parse(engine.lessonOpen(behaviourName, behaviour, proseName, prose)),
    look: async (step) => JSON.parse(engine.lessonLook(step)),
    run: async (lines) => {
      for (const line of lines) engine.exec(line);
      ran.push(...lines);
      return { last: lines.at(-1) } as unknown as EngineView;
    },
    text: async (front) => front,
  };
}

async function readingOf(id: string, language: 'en' | 'zh', ran: string[] = []): Promise<Reading> {
  const engine = new module.Pagewalk();
  const reading = await readThrough(engineOf(engine, ran), (await lessonTexts(id, language))!);
  engine.delete();
  if (isFailure(reading)) throw new Error(`${id}: ${reading.error}`);
  return reading;
}

function* textsOf({ step, predictions }: ReadStep): Generator<string> {
  yield* [step.title, step.body, step.done, ...step.goals.map(({ text }) => text)];
  for (const { plan } of predictions) yield* [plan.question, plan.after, ...plan.options, ...plan.whys];
}

test('of every lesson, in both languages, the answers are known and no figure is missing', async () => {
  const { lessons } = await fetchCatalogue('en');
  expect(lessons.length).toBeGreaterThan(1);
  for (const language of ['en', 'zh'] as const)
    for (const { id } of lessons) {
      const { lesson, steps } = await readingOf(id, language);
      expect(steps).toHaveLength(lesson.steps.length);
      for (const read of steps) {
        const where = `${id}/${read.step.id}, ${language}`;
        for (const text of textsOf(read))
          expect(fillHoles(text.replace(/`[^`]*`/g, ''), read.values), where).not.toMatch(/\{[a-z0-9.-]+\}/);
        for (const { plan, right, answer } of read.predictions) {
          if (plan.asks === 'choice') expect(right, where).toBeGreaterThanOrEqual(0);
          else expect(answer, where).not.toBe('');
        }
      }
      const card = steps.find(({ step }) => step.id === lesson.card?.step);
      expect(fillHoles(lesson.card?.text ?? '', card?.values ?? {}), id).not.toMatch(/\{[a-z0-9.-]+\}/);
    }
}, 60_000);

test('the lesson is played by its own way, and each step is looked at in its end and from its front', async () => {
  const ran: string[] = [];
  const { lesson, steps } = await readingOf('no-memory', 'en', ran);
  const own = lesson.steps.flatMap((step) => [
    ...(step.fresh ? step.start.trimEnd().split('\n') : []),
    ...step.setup,
    ...step.predictions.flatMap(({ reveal }) => reveal),
    ...step.solution,
  ]);
  expect(ran).toEqual(own);
  expect(steps.map(({ front, twin }) => [front, twin])).toEqual(lesson.steps.map(() => ['spaces', 'spaces']));
  expect(steps.map(({ view }) => view)).toEqual(
    lesson.steps.map(({ solution, predictions }) => ({ last: solution.at(-1) ?? predictions.at(-1)!.reveal.at(-1) })),
  );
  expect(steps[1]!.predictions[0]).toMatchObject({ answer: '2', right: -1 });
  expect(steps[0]!.values.pages).toBe('262144');
});

test('a lesson that cannot be read says so', async () => {
  const engine = new module.Pagewalk();
  const texts = { behaviourName: 'lesson.txt', behaviour: 'nonsense', proseName: 'en.md', prose: '' };
  expect(await readThrough(engineOf(engine, []), texts)).toHaveProperty('error');
  engine.delete();
});
