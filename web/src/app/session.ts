// What the page does with the engine: run, share, open links, keep the session.
import { effect, signal } from '@preact/signals';
import type { Args, MessageKey } from '../base/i18n';
import { encodeLink, type LessonPlace, parseLink, type SharedScript } from '../base/link';
import type { PointOfView } from '../base/point_of_view';
import { isFailure, type LoadResult, type Progress, type Status } from '../engine/protocol';
import type { LessonTexts } from '../lesson/catalog';
import { isPage, isSheet } from '../model/command_text';
import { plainText } from '../model/story/parts';
import type { Recital, ShellAnswer } from '../terminal/terminal';
import { engine, know, knowMore, loadBeside, newestScript, newestSession, noteWork, startEngine as start } from './engine_life';
import { beginScript, keepBefore, keepScript, keptBefore, keptScript, type Owner, takeBefore } from './kept';
import { asked, engineState, moment, notFetched, notice, progress, sentences, spoken, t, told } from './store';

const kOpening = ['a = mmap 64K', 'write $a "hello"', 'fork'];
const kOpeningNext = '@2 write $a "child"';

/** Command that waits on the prompt when the page opens. */
export const waiting = signal('');
/** Commands that the shell shows when it opens, on their way or answered. */
export const opening = signal<{ lines: readonly string[]; answers: Promise<ShellAnswer[]>[] } | null>(null);
/** Commands that ran without the shell: those of the last visit, of a link, of a log. */
export const restored = signal<Recital | null>(null);
/** A lesson that a link names, and where in it. */
export const lessonRoute = signal<{ id: string; step: LessonPlace } | null>(null);

/** The machine is one that a lesson has typed, and belongs to it until something else is loaded or the lesson is closed. */
export const isLessons = signal(false);

let model = 0;

export function startEngine(): void {
  const link = parseLink(location.hash);
  const isFresh = keptScript() === '' && link.kind !== 'script';
  start(!isFresh, (number) => void opened(number));
  // They wait in the worker, so that the engine runs them first of all.
  if (isFresh && !(link.kind === 'lesson' && isPlayed(link))) runOpening();
  // By now the address may have been written anew.
  globalThis.addEventListener('hashchange', ({ newURL }) => void openLink(new URL(newURL).hash));
  keepHead();
  announce();
}

/** A lesson types what it needs itself; one that is read types nothing. */
const isPlayed = ({ step }: { step: LessonPlace }) => step !== 'read';

async function opened(number: number): Promise<void> {
  model = number;
  const hasLink = parseLink(location.hash).kind !== 'none';
  const usable = hasLink && (await openLink(location.hash));
  if (!usable) await openSession();
  engineState.value = 'ready';
}

/** The session of the last visit, or the opening commands. */
async function openSession(): Promise<void> {
  const script = keptScript();
  if (script) {
    const result = await withProgress((report) => loadBeside('load', { script }, report));
    if (result && !isFailure(result)) return loaded(result, null);
    // What begins now will be saved in its place.
    keepBefore();
  }
  if (lessonRoute.value && isPlayed(lessonRoute.value)) return;
  if (!opening.value) runOpening();
  waiting.value = kOpeningNext;
}

/** A log is on its way into the engine. */
export const loading = signal(false);

const kQuietMs = 300;

/** A load, watched: unless it is over at once, the page shows how far it is, and can cancel it. */
export async function withProgress<T>(load: (report: (now: Progress) => void) => Promise<T>): Promise<T> {
  loading.value = true;
  let newest: Progress = { of: 'commands', done: 0, count: 0 };
  const timer = setTimeout(() => {
    progress.value = newest;
  }, kQuietMs);
  const result = await load((now) => {
    newest = now;
    if (progress.peek()) progress.value = now;
  });
  clearTimeout(timer);
  progress.value = null;
  loading.value = false;
  return result;
}

/** Another log has taken the place of the session's; the shell shows it. `owner` null: it is what was kept, whosever that is. */
export function loaded({ status, said }: LoadResult, owner: Owner | null, title = '', marks: Recital['marks'] = new Map()): void {
  if (owner) setAside();
  know(status);
  if (owner) beginScript(newestScript(), owner);
  isLessons.value = false;
  const commands = status.commands.slice(0, status.head);
  const answers = said.map(({ command, out }) => [command, { out, failed: commands[command]?.kind !== 'ok' }] as const);
  restored.value = { title, marks, commands: commands.map((one) => one.text), said: new Map(answers) };
}

function runOpening(): void {
  opening.value = { lines: kOpening, answers: kOpening.map(answerOf) };
}

/** Back to the session that was put aside. */
export async function goBack(): Promise<void> {
  const script = keptBefore();
  if (!script) return;
  const result = await withProgress((report) => loadBeside('load', { script }, report));
  if (result === null) return;
  if (isFailure(result)) {
    warn('load.refused', { message: result.error });
    return;
  }
  keepNow();
  takeBefore();
  loaded(result, null);
  notice.value = { kind: 'info', lines: [t.value('session.restored')] };
}

/** What the page holds is put aside: something takes its place. */
function setAside(): void {
  keepNow();
  keepBefore();
}

/** Words that the page has more for than the engine's answer. */
const kPageWords = ['clear', 'lessons', 'share'] as const;
/** One was run, a moment ago. */
export const pageWord = signal<{ word: (typeof kPageWords)[number] } | null>(null);

export function run(lines: string[]): Promise<ShellAnswer[]>[] {
  return lines.map(async (line) => {
    if (line.trim() === '') return [];
    const done = noteWork(line);
    return answerOf(line).finally(done);
  });
}

/** The page's own command; a variable may have its name. */
const kAnswer = /^\s*(?:(?:help|man)\s+)?answer(?!\s*=)(?:\s|$)/;

async function answerOf(line: string): Promise<ShellAnswer[]> {
  if (kAnswer.test(line)) return [await (await import('./answer')).answerLine(line)];
  const answer = await engine().call('exec', { line });
  if (isFailure(answer)) return [{ out: answer.error, failed: true }];
  // The log may be ahead of what is kept.
  if (answer.log.session !== newestSession()) keepNow();
  knowMore(answer.log);
  const last = answer.outcomes.at(-1);
  asked.value = last && !last.logged && last.events > 0 ? last.command : null;
  const behind = /^\s*help\s*$/.test(line) ? `\n${(await import('./answer')).helpLine()}` : '';
  return answer.outcomes.map(({ out: said, kind, command }) => {
    const out = said + behind;
    const word = kPageWords.find((one) => one === command);
    if (word) pageWord.value = { word };
    return word
      ? { out: '', failed: false, clears: word === 'clear' }
      : { out, failed: kind !== 'ok', isSheet: isSheet(command), isPage: isPage(command) };
  });
}

export async function evaluate(expression: string) {
  return engine().call('evaluate', { expression });
}

export async function openLesson(texts: LessonTexts) {
  return engine().call('lessonOpen', texts);
}

/** The key of what a text names as an answer; '' when it names nothing of the kind. */
export async function pointInLesson(step: number, prediction: number, text: string) {
  const answer = await engine().call('lessonPoint', { step, prediction, text });
  return 'key' in answer ? answer.key : '';
}

export async function lookAtStep(at: number) {
  return engine().call('lessonLook', { step: at });
}

// ---- links ------------------------------------------------------------------------------------------------------------------------

/** `page`: the file that is to open it, beside this one; '' is this page itself. */
export async function shareLink(view: PointOfView | null = null, page = ''): Promise<{ url: string; commands: number }> {
  const script = await engine().call('script', {});
  const status = moment.value!.status;
  // A page of a file has no origin to put in front.
  const here = location.href.replace(/#.*$/, '');
  const base = page ? here.replace(/[^/]*$/, page) : here;
  const url = `${base}${encodeLink(script, model, status.headHash, view)}`;
  return { url, commands: status.head };
}

function warn(key: MessageKey, args?: Args): void {
  notice.value = { kind: 'bad', lines: [t.value(key, args)] };
}

/** True when the link was used; when not, a message says why. */
export async function openLink(fragment: string): Promise<boolean> {
  const link = parseLink(fragment);
  if (link.kind === 'bad') {
    warn(`link.${link.problem}`);
    // Said once: a reload must not say it again.
    history.replaceState(null, '', location.pathname + location.search);
  }
  if (link.kind === 'lesson') lessonRoute.value = { id: link.id, step: link.step };
  if (link.kind !== 'script') return false;
  const result = await withProgress((report) => loadBeside('load', { script: link.script }, report));
  // The session is kept from here on; a link left in the address would win over it at the next reload.
  history.replaceState(null, '', location.pathname + location.search);
  if (isFailure(result)) warn('load.refused', { message: result.error });
  else if (result === null) notice.value = { kind: 'info', lines: [t.value('load.cancelled')] };
  else {
    loaded(result, 'link');
    report(link, result);
    if (link.view) await takeView(link.view, result.status).catch(notFetched);
  }
  return result !== null && !isFailure(result);
}

/** Looks where the sender of the link did, and says what of it there is not. */
async function takeView(view: NonNullable<SharedScript['view']>, status: Status): Promise<void> {
  const { lookThere, shownHead } = await import('./point_of_view');
  await shownHead(status);
  const lines = view === 'unreadable' ? [t.value('link.noPoint')] : await lookThere(view);
  const note = view === 'unreadable' ? '' : view.note;
  const said = notice.value;
  if (said && (lines.length > 0 || note)) notice.value = { ...said, lines: [...said.lines, ...lines], note };
}

function report(link: SharedScript, { status, failures, failed: all }: LoadResult): void {
  const commands = t.value.n('command', status.head);
  if (link.hash === null) {
    const lines = [status.head > 0 ? t.value('load.doneClear', { commands }) : t.value('load.booted')];
    const failing = failures.filter(({ outcome }) => outcome.kind !== 'ok');
    const [failed] = failing;
    if (failed) {
      const count = t.value.n('command', failing.length + all - failures.length);
      lines.push(t.value('load.failures', { commands: count, command: failed.outcome.command }));
    }
    notice.value = { kind: failed ? 'bad' : 'info', lines, back: true };
    return;
  }
  if (link.hash === status.headHash) {
    notice.value = { kind: 'info', lines: [t.value('load.done', { commands, hash: link.hash })], back: true };
    return;
  }
  const lines = [t.value('load.mismatch', { wanted: link.hash, got: status.headHash })];
  if (link.model !== model) lines.push(t.value('load.otherModel', { theirs: link.model ?? 0, ours: model }));
  const first = failures.find(({ outcome }) => outcome.kind !== 'ok');
  if (first) lines.push(t.value('load.firstFailure', { line: first.line, command: first.outcome.command }));
  notice.value = { kind: 'bad', lines, back: true };
}

// ---- what follows by itself ---------------------------------------------------------------------------------------------------

/** Keeps the script of the head, so that a reload brings the machine back. */
function keepHead(): void {
  let kept = '';
  effect(() => {
    const status = moment.value?.status;
    if (!status || engineState.value !== 'ready' || kept === status.headHash + status.head) return;
    kept = status.headHash + status.head;
    keepNow();
  });
}

/** The log may be ahead of the picture: when the page goes, it is the log that is kept. */
export function keepNow(): void {
  if (engineState.peek() !== 'ready' || newestScript() === '') return;
  if (keepScript(newestScript(), isLessons.peek(), newestSession())) isLessons.value = false;
}

/** Says in one sentence what the looked-at command or event did. */
function announce(): void {
  effect(() => {
    const now = moment.value;
    if (!now) return;
    const teller = told.value;
    const { total, check } = now.status.eventsOf;
    if (!teller || (total === 0 && check === '') || (now.status.cursor.command === 0 && now.asked === null)) return;
    const story = teller.storyOf(now, { words: teller.words, sentences: sentences.value, level: 'plain' });
    const what = plainText([...story.headline, ...(story.refused && story.why ? [' ', ...story.why] : [])]);
    spoken.value = t.value('say.command', { command: now.asked ?? commandAt(now.status), what });
  });
}

function commandAt(status: Status): string {
  return status.commands[status.cursor.command - 1]?.text ?? '';
}
