// Lessons in the page: what the runner needs of engine, shell and address bar, and the list of lessons.
import { effect, signal, untracked } from '@preact/signals';
import { digest } from '../base/digest';
import { lessonTexts } from '../lesson/catalog';
import { LessonRunner } from '../lesson/runner';
import type { ViewName } from '../views/context';
import { bringToFront, held } from '../views/stage';
import { newestScript, restarts } from './engine_life';
import { hasBefore, keepBefore } from './kept';
import { language, storage } from './prefs';
import { isLessons, keepNow, lessonRoute, lookAtStep, openLesson, pointInLesson } from './session';
import { backToShell, runInShell, shellReady } from './shell_pane';
import { moment, notice, t } from './store';

export const lessonsOpen = signal(false);

const isLessonAddress = () => location.hash.startsWith('#lesson=');

export const runner = new LessonRunner({
  texts: lessonTexts,
  open: openLesson,
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
  store: storage(),
  takesOver: () => {
    if (!isLessons.value) keepBefore();
    isLessons.value = true;
    if (notice.value?.back) notice.value = null;
  },
  moved: (id, step) => {
    const address = location.pathname + location.search + (step > 0 ? `#lesson=${id}/${step}` : '');
    // To begin is a step in the browser's history; to go on is none.
    if (step > 0 && !isLessonAddress()) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    if (step === 0 && isLessons.value) {
      isLessons.value = false;
      if (hasBefore.value) notice.value = { kind: 'info', lines: [t.value('lesson.kept')], back: true };
    }
    if (step === 0) held.value = false;
    // What had the focus goes with the lesson.
    if (step === 0) backToShell();
  },
});

/** Through with a lesson: the others are a click away, and the session from before it. */
export function lessonFinished(): void {
  const kept = notice.value?.back ? notice.value.lines : [];
  notice.value = { kind: 'info', lines: [t.value('lesson.over'), ...kept], back: kept.length > 0, lessons: true };
}

/** Lessons follow links, the language and what happens to the machine. `show` brings the lesson's pane to the front on a phone. */
export function startLessons(show: () => void): () => void {
  const stops = [
    effect(() => {
      const route = lessonRoute.value;
      if (!route || !shellReady.value) return;
      lessonRoute.value = null;
      show();
      untracked(() => void runner.open(route.id, language.value, route.step === null ? null : route.step - 1));
    }),
    effect(() => {
      const words = language.value;
      untracked(() => void runner.speak(words));
    }),
    effect(() => {
      // A new engine knows of no lesson.
      if (restarts.value > 0) untracked(() => void runner.reopen());
    }),
    effect(() => {
      // The head's hash and length change with every command that does anything, undo and redo too.
      if (moment.value) untracked(() => void runner.refresh());
    }),
  ];
  const leave = () => {
    runner.keep();
    keepNow();
  };
  const stepBack = () => {
    if (runner.lesson.value && !isLessonAddress()) runner.close();
  };
  globalThis.addEventListener('pagehide', leave);
  globalThis.addEventListener('popstate', stepBack);
  return () => {
    globalThis.removeEventListener('popstate', stepBack);
    globalThis.removeEventListener('pagehide', leave);
    for (const stop of stops) stop();
  };
}
