// Progress as a file: of every lesson that was begun, as the browser keeps it. What is read back is checked whole before anything is
// kept, and takes nothing away: of a step that both know, what is done stays done.
import { type LessonProgress, parseProgress, type StepProgress } from './progress';

const kPrefix = 'pagewalk.lesson.';
const kKind = 'pagewalk-progress';
const kVersion = 1;
export const kMaxProgressBytes = 2 << 20;
const kMaxLessons = 500;
const kName = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** What the file needs of a browser's storage. */
export interface ListedStore {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Why a file is refused; `lesson`: which part of it. */
export type ProgressProblem =
  | { kind: 'noFile' | 'otherFile' | 'large' | 'full' }
  | { kind: 'version'; version: string }
  | { kind: 'lesson'; lesson: string };

const idsIn = (store: ListedStore): string[] =>
  Array.from({ length: store.length }, (_, at) => store.key(at) ?? '')
    .filter((key) => key.startsWith(kPrefix))
    .map((key) => key.slice(kPrefix.length))
    .filter((id) => kName.test(id))
    .sort();

function kept(store: ListedStore, id: string): LessonProgress | null {
  try {
    return parseProgress(JSON.parse(store.getItem(kPrefix + id) ?? 'null'));
  } catch {
    return null;
  }
}

export function progressFile(store: ListedStore): string {
  const lessons: Record<string, LessonProgress> = {};
  for (const id of idsIn(store)) {
    const progress = kept(store, id);
    if (progress) lessons[id] = progress;
  }
  return `${JSON.stringify({ kind: kKind, version: kVersion, lessons }, null, 1)}\n`;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Every lesson of the file, or why none is taken. */
export function readProgressFile(text: string): Map<string, LessonProgress> | ProgressProblem {
  if (text.length > kMaxProgressBytes) return { kind: 'large' };
  const file = parse(text);
  if (!isRecord(file)) return { kind: 'noFile' };
  if (file.kind !== kKind || !isRecord(file.lessons)) return { kind: 'otherFile' };
  if (file.version !== kVersion) return { kind: 'version', version: String(file.version).slice(0, 20) };
  const entries = Object.entries(file.lessons);
  if (entries.length > kMaxLessons) return { kind: 'large' };
  const lessons = new Map<string, LessonProgress>();
  for (const [id, value] of entries) {
    const progress = kName.test(id) ? parseProgress(value) : null;
    if (!progress || !isWhole(progress, value)) return { kind: 'lesson', lesson: id.slice(0, 64) };
    lessons.set(id, progress);
  }
  return lessons;
}

/** Nothing of it was left out as unreadable. */
function isWhole({ steps }: LessonProgress, value: unknown): boolean {
  const given = isRecord(value) && isRecord(value.steps) ? Object.keys(value.steps) : [];
  return given.every((id) => kName.test(id) && Object.hasOwn(steps, id));
}

function mergeStep(mine: StepProgress | undefined, theirs: StepProgress): StepProgress {
  if (!mine) return theirs;
  if (theirs.done && !mine.done) return theirs;
  return mine;
}

/** Where one stands stays as it is; what the file knows more of is added. */
export function mergeProgress(mine: LessonProgress | null, theirs: LessonProgress): LessonProgress {
  if (!mine) return theirs;
  const steps = { ...mine.steps };
  for (const [id, step] of Object.entries(theirs.steps)) steps[id] = mergeStep(mine.steps[id], step);
  return { ...mine, steps };
}

/** How many lessons the file has; or why it was refused, and nothing is changed. */
export function takeProgressFile(store: ListedStore, text: string): number | ProgressProblem {
  const lessons = readProgressFile(text);
  if (!(lessons instanceof Map)) return lessons;
  const before = new Map([...lessons.keys()].map((id) => [id, store.getItem(kPrefix + id)]));
  try {
    for (const [id, progress] of lessons) store.setItem(kPrefix + id, JSON.stringify(mergeProgress(kept(store, id), progress)));
  } catch {
    putBack(store, before);
    return { kind: 'full' };
  }
  return lessons.size;
}

/** The store had no room for all: as it was. What was shorter before has room again. */
function putBack(store: ListedStore, before: ReadonlyMap<string, string | null>): void {
  for (const id of before.keys()) store.removeItem(kPrefix + id);
  for (const [id, text] of before) if (text !== null) store.setItem(kPrefix + id, text);
}
