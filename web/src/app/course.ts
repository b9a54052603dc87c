// Lessons in the page, as far as its first picture knows of them: whether one is open, and how its code is fetched.
import { effect, signal, untracked } from '@preact/signals';
import type { LessonPlace } from '../base/link';
import type { LessonRunner } from '../lesson/runner';
import { language } from './prefs';
import { lessonRoute } from './session';
import { shellReady } from './shell_pane';
import { notFetched, notice, t } from './store';

export const lessonsOpen = signal(false);
export const isInLesson = signal(false);
/** Null until a lesson was wanted. */
export const runner = signal<LessonRunner | null>(null);

export async function fetchRunner(): Promise<LessonRunner> {
  runner.value = (await import('./lesson_desk')).runner;
  return runner.value;
}

export async function openLessonAt(id: string, step: number | null): Promise<void> {
  await fetchRunner()
    .then((found) => found.open(id, language.value, step))
    .catch(notFetched);
}

async function followLink(id: string, step: LessonPlace): Promise<void> {
  await fetchRunner();
  await (await import('./lesson_route')).followRoute(id, step);
}

/** Through with a lesson: the others are a click away, and the session from before it. */
export function lessonFinished(): void {
  const kept = notice.value?.back ? notice.value.lines : [];
  notice.value = { kind: 'info', lines: [t.value('lesson.over'), ...kept], back: kept.length > 0, lessons: true };
}

/** Lessons follow links. `show` brings the lesson's pane to the front on a phone. */
export function startLessons(show: () => void): void {
  effect(() => {
    const route = lessonRoute.value;
    if (!route || !shellReady.value) return;
    lessonRoute.value = null;
    show();
    untracked(() => void followLink(route.id, route.step).catch(notFetched));
  });
}
