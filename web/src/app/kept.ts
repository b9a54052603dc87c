// What a session leaves behind: its log, and the log of the session that something else took the place of. Each tab keeps its own, over
// a reload too; what was kept last in any of them is what a new tab begins with.
import { signal } from '@preact/signals';
import { storage, tabStorage } from './prefs';

const kScriptKey = 'pagewalk.script';
/** What a link, a lesson or a fresh start took the place of. */
const kBeforeKey = 'pagewalk.script.before';
/** Says that the kept log is a lesson's. */
const kLessonKey = 'pagewalk.script.lesson';

/** Where storage is full or forbidden, things are kept for this visit. */
const memory = new Map<string, string>();
const read = (key: string) => memory.get(key) ?? tabStorage()?.getItem(key) ?? storage()?.getItem(key) ?? '';

function write(key: string, value: string): void {
  memory.set(key, value);
  for (const store of [tabStorage(), storage()]) {
    try {
      store?.setItem(key, value);
    } catch {
      // Kept for this visit all the same.
    }
  }
}

/** There is a session to go back to. */
export const hasBefore = signal(read(kBeforeKey) !== '');

export const keptScript = () => read(kScriptKey);

export function keepScript(script: string, isLessons: boolean): void {
  // What is but loaded again, or still stands there after its lesson, stays whose it was.
  if (script === read(kScriptKey)) return;
  write(kScriptKey, script);
  write(kLessonKey, isLessons ? 'yes' : '');
}

/** Puts the session aside, before what takes its place is kept. One that is but booted, or a lesson's, is not worth it. */
export function keepBefore(): void {
  const script = read(kScriptKey);
  if (script.trim().split('\n').length < 2 || read(kLessonKey) !== '') return;
  write(kBeforeKey, script);
  hasBefore.value = true;
}

export const keptBefore = () => read(kBeforeKey);

export function forgetBefore(): void {
  write(kBeforeKey, '');
  hasBefore.value = false;
}
