// Where an address leads among the lessons: to a step, back to the step before, or from a step of an older lesson to the lesson that
// took it over.
import { digest } from '../base/digest';
import { type LessonPlace, parseLink } from '../base/link';
import { fetchCatalogue, takenOverBy } from '../lesson/catalog';
import { readProgress } from '../lesson/progress';
import { catalogueWords } from '../views/lesson/catalogue_words';
import { newestScript } from './engine_life';
import { beginScript } from './kept';
import { isOwnEntry, runner } from './lesson_desk';
import { language, storage } from './prefs';
import { openReading } from './reading';
import { notice } from './store';

export async function followRoute(id: string, place: LessonPlace): Promise<void> {
  const step = place === 'read' ? null : place;
  const index = step === null ? null : step - 1;
  const isOpen = runner.lesson.value?.id === id;
  // Back and forward in the browser go from step to step as the lesson's own buttons do.
  if (isOpen && index !== null && isOwnEntry()) {
    return runner.go(index, true);
  }
  const words = language.value;
  const catalogue = await fetchCatalogue(words);
  // Two addresses, one soon after the other: what the first one asks for may come last.
  if (!isAddress(id, place)) return;
  const lesson = catalogue.lessons.find((one) => one.id === takenOverBy(catalogue, id, step));
  if (place === 'read') return openReading(lesson?.id ?? id);
  if (!lesson) return runner.open(id, words, index, true);
  keepMachineOf(id);
  history.replaceState(null, '', `${location.pathname}${location.search}#lesson=${lesson.id}`);
  await runner.open(lesson.id, words, null, true);
  notice.value = { kind: 'info', lines: [catalogueWords(words)('moved', { old: id, title: lesson.title })] };
}

/** The page's address names this place of this lesson, now. */
function isAddress(id: string, place: LessonPlace): boolean {
  const link = parseLink(location.hash);
  return link.kind === 'lesson' && link.id === id && link.step === place;
}

/** Who stood in the middle of an older lesson finds its machine again behind the one that took its place. */
function keepMachineOf(id: string): void {
  const script = newestScript();
  if (script !== '' && readProgress(storage(), id).machine === digest(script)) beginScript(script, 'visitor');
}
