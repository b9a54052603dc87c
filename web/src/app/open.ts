// Opening what a visitor brings: a link, a script, what strace printed, /proc/PID/maps, or several of them together. What a text is,
// nobody has to say: a link is known by its look, the engine knows logs and maps, and all else is read as commands.
import type { Language } from '../base/i18n';
import { kMaxScriptBytes, linkIn } from '../base/link';
import { isFailure, type OpenFailure, type OpenResult, type TextFile } from '../engine/protocol';
import { differenceOf, lastLife, type Remarks, remarksOf } from '../model/opened';
import { engine, loadBeside } from './engine_life';
import { tell } from './open_words';
import { language } from './prefs';
import { loaded, loading, openLink, withProgress } from './session';
import { type Details, notice, t } from './store';

const kMaxFiles = 64;
/** Of a log and its maps; the log is read piece by piece. */
const kMaxBytes = 2 ** 31;

/** Why nothing came of it; null: it stands on the page now, and a notice says what it came to. */
export type Refusal = { kind: 'info' | 'bad'; message: string } | null;
const bad = (message: string) => ({ kind: 'bad' as const, message });

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Files dropped on the page: what is to be said of them, a notice says. */
export async function openDropped(list: readonly File[]): Promise<void> {
  const refusal = await openFiles(list);
  if (refusal) notice.value = { kind: refusal.kind, lines: [refusal.message] };
}

export async function openFiles(list: readonly File[]): Promise<Refusal> {
  const files = await readFiles([...list].sort(byName));
  return Array.isArray(files) ? openTexts(files) : files;
}

async function readFiles(list: readonly File[]): Promise<TextFile[] | NonNullable<Refusal>> {
  const bytes = list.reduce((sum, file) => sum + file.size, 0);
  if (list.length > kMaxFiles || bytes > kMaxBytes) return bad(tell('open.tooMany', { count: kMaxFiles }));
  const files: TextFile[] = [];
  for (const file of list) {
    try {
      if (file.size > kMaxScriptBytes) files.push({ name: file.name, text: '', file });
      else files.push({ name: file.name, text: new TextDecoder().decode(await file.arrayBuffer()) });
    } catch {
      return bad(tell('open.unreadable', { name: file.name }));
    }
  }
  return files;
}

/** A text that is longer than a script may be is a log, and read piece by piece. */
function inPieces(one: TextFile): TextFile {
  return one.text.length > kMaxScriptBytes ? { name: one.name, text: '', file: new Blob([one.text]) } : one;
}

export async function openTexts(texts: readonly TextFile[]): Promise<Refusal> {
  const files = texts.map(inPieces);
  const say = await wordsOf(language.value);
  if (loading.value) return bad(tell('open.busy'));
  if (files.every(({ text, file }) => !file && text.trim() === '')) return bad(tell('open.empty'));
  const [only] = files;
  const link = files.length === 1 ? linkIn(only!.text) : null;
  if (link !== null) {
    await openLink(link);
    return null;
  }
  const result = await withProgress((report) => loadBeside('open', { files }, report));
  if (result === null) return { kind: 'info', message: t.value('load.cancelled') };
  if (isFailure(result)) return bad(reasonOf(result, say));
  await take(files, result, say);
  return null;
}

/** The engine's notes, in the language chosen. */
type Say = (note: string) => string;

async function wordsOf(wanted: Language): Promise<Say> {
  return wanted === 'zh' ? (await import('../model/import_words_zh')).importWordsZh : (note) => note;
}

/** What is no command at its very begin is no script. */
function reasonOf({ error, kind }: OpenFailure, say: Say): string {
  const message = error.split('\n')[0]!;
  const isNoScript = kind === 'unknown' && message.startsWith('line 1,');
  return tell(isNoScript ? 'open.noScript' : 'open.refused', { message: kind === 'unknown' ? message : say(message) });
}

function nameOf(files: readonly TextFile[]): string {
  const names = files.flatMap(({ name }) => name || []).join(', ');
  return files.length > 3 ? t.value.n('file', files.length) : names || tell('open.pasted');
}

async function take(files: readonly TextFile[], result: OpenResult, say: Say): Promise<void> {
  const remarks = remarksOf(result.failures, result.kind === 'log');
  const marks = new Map<number, string>();
  for (const one of [...remarks.differing, ...remarks.failing]) if (one.command !== null) marks.set(one.command, differenceOf(one));
  const name = nameOf(files);
  loaded(result, 'file', name, marks);
  const { head } = result.status;
  const commands = result.status.commands.slice(0, head).map((one) => one.text);
  const stop = result.kind === 'log' ? lastLife(commands) : head;
  notice.value = {
    kind: remarks.failing.length > 0 ? 'bad' : 'info',
    lines: [...summary(name, result, remarks), ...(stop < head ? [tell('open.beforeExit')] : [])],
    details: detailsOf(result, remarks, say),
    back: true,
  };
  if (stop < head) await engine().call('seekEvent', { command: stop - 1, events: -1 });
}

function summary(name: string, result: OpenResult, { differing, failing, foretold }: Remarks): string[] {
  const commands = t.value.n('command', result.status.head);
  if (result.kind === 'maps' && failing.length === 0) return [tell('open.ranMaps', { name, commands })];
  const unlisted = result.failed - result.failures.length;
  const lines = [tell(result.kind === 'log' ? 'open.ranLog' : 'open.ranScript', { name, commands })];
  if (differing.length > 0) lines.push(tell('open.differ', { commands: t.value.n('command', differing.length + unlisted) }));
  else if (result.kind === 'log' && failing.length === 0) lines[0] += ` ${tell('open.agree')}`;
  if (failing.length > 0) {
    const command = failing[0]!.outcome.command;
    lines.push(t.value('load.failures', { commands: t.value.n('command', failing.length), command }));
  }
  const first = foretold[0];
  if (first) lines.push(tell('open.first', { commands: t.value.n('command', foretold.length), why: differenceOf(first) }));
  return lines;
}

function detailsOf(result: OpenResult, { differing, failing, foretold }: Remarks, say: Say): Details {
  const { notes, unlisted, failures, failed } = result;
  const commands = (list: Remarks['failing']) =>
    list.map((one) => ({ text: `${one.outcome.command} · ${say(differenceOf(one))}`, command: one.command }));
  const groups = [
    { title: tell('open.differing'), items: commands(differing), more: failed - failures.length },
    { title: tell('open.failing'), items: commands(failing), more: 0 },
    { title: tell('open.foretold'), items: commands(foretold), more: 0 },
    {
      title: tell('open.leftOut'),
      items: [...notes].sort((a, b) => a.line - b.line).map((note) => ({ text: noteText({ ...note, text: say(note.text) }) })),
      more: unlisted,
    },
  ].filter(({ items }) => items.length > 0);
  return { count: groups.reduce((sum, { items, more }) => sum + items.length + more, 0), groups };
}

function noteText({ line, column, text }: OpenResult['notes'][number]): string {
  if (line === 0) return text;
  return column === 0 ? tell('open.atLine', { line, text }) : tell('open.at', { line, column, text });
}
