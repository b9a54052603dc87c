// What a session leaves behind: its log, and the logs of the sessions that something else took the place of. Each tab keeps its own, over
// a reload too; what was kept last in any of them is what a new tab begins with.
import { signal } from '@preact/signals';
import { digest } from '../base/digest';
import { type Aside, isWorthKeeping, readAsides, withFirst, withLast, without, withoutLeastDear } from './aside_list';
import { storage, tabStorage } from './prefs';

const kScriptKey = 'pagewalk.script';
/** What links, lessons and fresh starts took the place of. */
const kAsideKey = 'pagewalk.script.aside';
/** Whose the kept log is: `''` the visitor's, or as `Owner` says; of a link with the name of the log as it came. */
const kOwnerKey = 'pagewalk.script.owner';

export type Owner = 'visitor' | 'lesson' | 'link' | 'file';

/** Where storage is full or forbidden, things are kept for this visit. */
const memory = new Map<string, string>();
const read = (key: string) => memory.get(key) ?? tabStorage()?.getItem(key) ?? storage()?.getItem(key) ?? '';

/** False: some storage had no room. */
function write(key: string, value: string): boolean {
  memory.set(key, value);
  let fits = true;
  for (const store of [tabStorage(), storage()]) {
    try {
      store?.setItem(key, value);
    } catch {
      // Kept for this visit all the same.
      fits = false;
    }
  }
  return fits;
}

let asides = readAsides(read(kAsideKey));
/** There is a session to go back to. */
export const hasBefore = signal(asides.length > 0);

function keepAsides(list: Aside[]): void {
  asides = list;
  hasBefore.value = list.length > 0;
  let stored = list;
  while (!write(kAsideKey, JSON.stringify(stored)) && stored.length > 1) stored = withoutLeastDear(stored);
  memory.set(kAsideKey, JSON.stringify(list));
}

export const keptScript = () => read(kScriptKey);

/** Of the engine's sessions the one that the kept log is of; null after it began with a whole log. */
let keptSession: number | null = null;

/**
 * `boot` and its undoing move from one of the engine's sessions to another: the one that is left is put aside.
 * True: it is the session that was put aside last, and is back.
 */
export function keepScript(script: string, isLessons: boolean, session: number): boolean {
  const isAnother = keptSession !== null && keptSession !== session;
  keptSession = session;
  // What is but loaded again, or still stands there after its lesson, stays whose it was.
  if (script === read(kScriptKey)) return false;
  if (asides[0]?.script === script) {
    takeBefore();
    keptSession = session;
    return true;
  }
  if (isAnother) {
    keepBefore();
    beginScript(script, isLessons ? 'lesson' : 'visitor');
    keptSession = session;
    return false;
  }
  write(kScriptKey, script);
  if (isLessons) write(kOwnerKey, 'lesson');
  else if (read(kOwnerKey) === 'lesson') write(kOwnerKey, '');
  return false;
}

/** Another session begins with this log. */
export function beginScript(script: string, owner: Owner): void {
  keptSession = null;
  write(kScriptKey, script);
  write(kOwnerKey, owner === 'visitor' ? '' : owner === 'link' ? `link ${digest(script)}` : owner);
}

/** Puts the session aside, before what takes its place is kept. A lesson's is not worth it, nor one that the same link brings again. */
export function keepBefore(): void {
  const one = present();
  if (one) keepAsides(withFirst(asides, one));
}

function present(): Aside | null {
  const script = read(kScriptKey);
  const owner = read(kOwnerKey);
  if (!isWorthKeeping(script) || owner === 'lesson' || owner === `link ${digest(script)}`) return null;
  return { script, isBrought: owner !== '' };
}

export const keptBefore = () => asides[0]?.script ?? '';

/** The session put aside last takes its place again. */
export function takeBefore(): void {
  const [taken, ...others] = asides;
  if (!taken) return;
  const one = present();
  keepAsides(one ? withLast(others, one) : without(others, taken.script));
  beginScript(taken.script, taken.isBrought ? 'file' : 'visitor');
}
