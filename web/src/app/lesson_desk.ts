// The lesson that is open in the page: what the runner needs of engine, shell and address bar. Its code, and the list of all
// lessons' texts, come with the first lesson (app/course.ts).
import { effect, untracked } from '@preact/signals';
import { digest } from '../base/digest';
import { workApart } from '../engine/apart';
import { isFailure } from '../engine/protocol';
import { type LessonTexts, lessonsAfter, lessonTexts } from '../lesson/catalog';
import type { Asker, Beside } from '../lesson/host';
import { LessonRunner } from '../lesson/runner';
import { seenOf } from '../model/seen';
import type { ViewName } from '../views/context';
import { bringToFront, held } from '../views/stage';
import { isInLesson } from './course';
import { newestScript, restarts } from './engine_life';
import { hasBefore, keepBefore } from './kept';
import { language, storage } from './prefs';
import { isLessons, keepNow, lookAtStep, openLesson, pointInLesson } from './session';
import { backToShell, runInShell } from './shell_pane';
import { moment, notice, setupLines, t } from './store';
import { textAt } from './text_at';

const isLessonAddress = () => location.hash.startsWith('#lesson=');

/** Marks the steps that the page itself put into the browser's history. */
const kOwnEntry = { isStep: true };
export const isOwnEntry = () => (history.state as typeof kOwnEntry | null)?.isStep === true;

/** How often somebody went to another address, by the browser's buttons or a link. */
let goneElsewhere = 0;

/** To begin, and to go on, is a step in the browser's history; to arrive where an address leads is none. */
function showStep(id: string, step: number, { byAddress, isHere }: Asker): void {
  // What the other address leads to is on its way.
  if (!isHere()) return;
  const fragment = `#lesson=${id}/${step}`;
  const address = location.pathname + location.search + fragment;
  if (byAddress || location.hash === fragment) history.replaceState(kOwnEntry, '', address);
  else history.pushState(kOwnEntry, '', address);
}

function leave(): void {
  history.replaceState(null, '', location.pathname + location.search);
  if (isLessons.value) {
    isLessons.value = false;
    if (hasBefore.value) notice.value = { kind: 'info', lines: [t.value('lesson.kept')], back: true };
  }
  held.value = false;
  // What had the focus goes with the lesson.
  backToShell();
}

/** Of the lesson that is open: a machine beside this one is asked about it, too. */
let texts: LessonTexts | null = null;

async function beside(script: string, step: number, view: string): Promise<Beside | null> {
  const played = await workApart(async ({ client, load }) => {
    const now = await load(script);
    const seen = isFailure(now) ? null : seenOf(now);
    if (texts) await client.call('lessonOpen', texts);
    const state = await client.call('lessonLook', { step });
    if (isFailure(state) || !seen) return null;
    const shown = await textAt(client, view || 'spaces', seen);
    return { state, seen, text: isFailure(shown) ? shown.error : shown.text };
  });
  return played && !isFailure(played) ? played : null;
}

export const runner = new LessonRunner({
  texts: lessonTexts,
  open: (wanted) => {
    texts = wanted;
    return openLesson(wanted);
  },
  beside,
  script: newestScript,
  look: lookAtStep,
  point: pointInLesson,
  type: (lines, step) => runInShell(lines, () => lookAtStep(step)),
  // The log, not the picture's hash: the picture comes later, and the log is what a reload brings back.
  machine: () => digest(newestScript()),
  commands: () => newestScript().split('\n').length,
  front: (view) => {
    held.value = view !== '';
    if (held.value) bringToFront(view as ViewName);
  },
  next: lessonsAfter,
  store: storage(),
  takesOver: () => {
    if (!isLessons.value) keepBefore();
    isLessons.value = true;
    if (notice.value?.back || notice.value?.lessons) notice.value = null;
  },
  gone: () => goneElsewhere,
  moved: showStep,
  closed: leave,
});

effect(() => {
  isInLesson.value = runner.lesson.value !== null || runner.problem.value !== null;
});
effect(() => {
  setupLines.value = runner.step.value?.setup ?? [];
});
effect(() => {
  const words = language.value;
  untracked(() => void runner.speak(words));
});
effect(() => {
  // A new engine knows of no lesson.
  if (restarts.value > 0) untracked(() => void runner.reopen());
});
effect(() => {
  // The head's hash and length change with every command that does anything, undo and redo too.
  if (moment.value) untracked(() => void runner.refresh());
});
globalThis.addEventListener('pagehide', () => {
  runner.keep();
  keepNow();
});
globalThis.addEventListener('popstate', () => {
  ++goneElsewhere;
  if (runner.lesson.value && !isLessonAddress()) runner.close();
});
