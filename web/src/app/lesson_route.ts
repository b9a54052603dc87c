// Where an address leads among the lessons: to a step, back to the step before, or from a step of an older lesson to the lesson that
// took it over.
import { digest } from '../base/digest';
import type { LessonPlace } from '../base/link';
import { fetchCatalogue, takenOverBy } from '../lesson/catalog';
import { readProgress } from '../lesson/progress';
import { catalogueWords } from '../views/lesson/catalogue_words';
import { newestScript } from './engine_life';
import { beginScript } from './kept';
import { follow, isOwnEntry, runner } from './lesson_desk';
import { language, storage } from './prefs';
import { openReading } from './reading';
import { notice } from './store';

export async function followRoute(id: string, place: LessonPlace): Promise<void> {
  const step = place === 'read' ? null : place;
  const index = step === null ? null : step - 1;
  const isOpen = runner.lesson.value?.id === id;
  // Back and forward in the browser go from step to step as the lesson's own buttons do.
  if (isOpen && index !== null && isOwnEntry()) {
    if (index !== runner.index.value) await runner.go(index);
    return;
  }
  const words = language.value;
  const catalogue = await fetchCatalogue(words);
  const lesson = catalogue.lessons.find((one) => one.id === takenOverBy(catalogue, id, step));
  if (place === 'read') return openReading(lesson?.id ?? id);
  if (!lesson) {
    follow(id);
    return runner.open(id, words, index);
  }
  keepMachineOf(id);
  history.replaceState(null, '', `${location.pathname}${location.search}#lesson=${lesson.id}`);
  follow(lesson.id);
  await runner.open(lesson.id, words, null);
  notice.value = { kind: 'info', lines: [catalogueWords(words)('moved', { old: id, title: lesson.title })] };
}

/** Who stood in the middle of an older lesson finds its machine again behind the one that took its place. */
function keepMachineOf(id: string): void {
  const script = newestScript();
  if (script !== '' && readProgress(storage(), id).machine === digest(script)) beginScript(script, 'visitor');
}
