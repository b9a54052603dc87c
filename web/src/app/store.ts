// The page's state: the looked-at moment and what follows from it. Signals, so that each view redraws only for what it reads.
import { computed, effect, signal } from '@preact/signals';
import { fetchMessages, kEnglishWords, type Language, type Messages, translator } from '../base/i18n';
import { nextTurn } from '../base/slices';
import type { EngineView } from '../engine/client';
import { engineSettled } from '../engine/compiled';
import type { EventRecord } from '../engine/generated/events';
import type { Progress, Status } from '../engine/protocol';
import { isPresent } from '../model/bits';
import { diffMachines, kNoChange } from '../model/diff';
import { kNoSentences, type Sentences } from '../model/event_text';
import { type Focus, focusAt, type Gaze, gazeOf } from '../model/focus';
import { hintsOf } from '../model/hints';
import { parseKey } from '../model/keys';
import { kNoneLit, type Lit, litBy } from '../model/lit';
import { Machine } from '../model/machine';
import type { StoryTeller } from '../model/story';
import type { LinkTerms } from '../model/story/terms';
import { kNoStrength, strengthsOf } from '../model/strength';
import type { Moment } from '../views/context';
import { language } from './prefs';

export const moment = signal<Moment | null>(null);
export const focus = signal<Focus>({ pid: 1, vpn: null, pfns: [] });
export const hovered = signal<string | null>(null);
export const chosen = signal<string | null>(null);
const messages = signal<Messages>(kEnglishWords);
export const t = computed(() => translator(messages.value));
/** Fetches the words of the language chosen; until they are here the ones before stay. */
export async function takeWords(): Promise<void> {
  const wanted = language.value;
  const found = await fetchMessages(wanted);
  if (language.value === wanted) messages.value = found;
}
effect(() => void takeWords().catch(notFetched));
/** Code, or words: without a network, or after a new build took the place of this one's files. */
export function notFetched(): void {
  notice.value = { kind: 'bad', lines: [t.value('app.notFetched')] };
}
/** The engine's sentences in the language chosen, fetched behind the engine. */
export const sentences = signal<Sentences>(kNoSentences);
effect(() => void takeSentences(language.value).catch(notFetched));

/** What tells the story, with the words of the language chosen. */
export const told = signal<StoryTeller | null>(null);

/** What links its words to the glossary; fetched when the page has time. */
export const terms = signal<LinkTerms | null>(null);

async function takeSentences(wanted: Language): Promise<void> {
  await engineSettled;
  const [found, words, { storyOf, headlineOf }] = await Promise.all([
    wanted === 'zh'
      ? import('../model/sentences_zh').then((all) => all.zhSentences)
      : import('../model/sentences_en').then((all) => all.enSentences),
    wanted === 'zh' ? import('../model/story/zh').then((all) => all.zhStory) : import('../model/story/en').then((all) => all.enStory),
    import('../model/story'),
  ]);
  if (language.value !== wanted) return;
  sentences.value = found;
  told.value = { storyOf, headlineOf, words };
}

/** The command that asked and changed nothing, when it was the last one run. */
export const asked = signal<string | null>(null);

/** Lines with which a lesson's step begins. */
export const setupLines = signal<readonly string[]>([]);

/** They are the last that ran. */
function isSetUp({ commands, cursor }: Status): boolean {
  const lines = setupLines.peek();
  const last = commands.slice(Math.max(0, cursor.command - lines.length), cursor.command);
  return lines.length > 0 && last.length === lines.length && last.every(({ text }, i) => text === lines[i]);
}

// A lesson that is opened on a machine of an earlier visit says so later than the picture comes.
effect(() => {
  const now = setupLines.value.length > 0 ? moment.peek() : null;
  if (now && !now.isSetUp && isSetUp(now.status)) moment.value = { ...now, isSetUp: true };
});

export const engineState = signal<'starting' | 'ready' | 'failed'>('starting');
/** How much of the engine's module has arrived, from 0 to 1; null: nothing was heard yet. */
export const engineArrived = signal<number | null>(null);
export const engineMessage = signal('');

export interface Notice {
  kind: 'info' | 'bad';
  lines: string[];
  /** It took the place of a session, which can be had back. */
  back?: boolean;
  /** What a stranger wrote into the link: plain text, and shown as not the page's own. */
  note?: string;
  /** It leads on to the lessons. */
  lessons?: boolean;
  /** What else there is to say, folded away. */
  details?: Details;
}

export interface Details {
  count: number;
  /** An item with a command leads to it: its index in the log. */
  groups: { title: string; items: { text: string; command?: number | null }[]; more: number }[];
}
export const notice = signal<Notice | null>(null);
export const progress = signal<Progress | null>(null);
/** One sentence for screen readers about what just happened. */
export const spoken = signal('');

/** Everything lit, and by what: the chosen thing stays lit under a hovered one. */
export const litHovered = computed(() => litOf(hovered.value));
export const litChosen = computed(() => litOf(chosen.value));
export const lights = computed(() => ({ hovered: litHovered.value, chosen: litChosen.value }));
export const strength = computed(() => {
  const now = moment.value;
  return now ? strengthsOf(now.machine, now.change, focus.value) : kNoStrength;
});

function litOf(key: string | null): Lit {
  const machine = moment.value?.machine;
  return key && machine ? litBy(machine, key) : kNoneLit;
}

/** The machine is too large to be drawn: the views show the last one that was not. */
export const undrawn = signal(false);

export function takeView(view: EngineView): void {
  newest = view;
  undrawn.value = view.snapshot === null;
  if (!view.snapshot) {
    if (moment.value)
      moment.value = { ...moment.value, status: view.status, before: null, change: kNoChange, events: view.events, asked: asked.value };
    return;
  }
  const machine = new Machine(view.snapshot);
  if (machine.isLarge) void nextTurn().then(() => newest === view && prepare(view, machine));
  else prepare(view, machine);
}

function prepare(view: EngineView, machine: Machine): void {
  const before = view.before ? new Machine(view.before) : null;
  const next: Moment = {
    status: view.status,
    machine,
    before,
    change: before ? diffMachines(before, machine) : kNoChange,
    events: view.events,
    asked: asked.value,
    isSetUp: isSetUp(view.status),
    isLeap: view.status.head > (moment.peek()?.status.head ?? 0) + 1,
  };
  const room = makesRoom(next);
  const wait = machine.isLarge ? (room ?? Promise.resolve()).then(nextTurn) : room;
  if (!wait) commit(next, view);
  else void wait.then(() => newest === view && commit(next, view));
}

/** What is shown, or will be in a frame or two. */
let newest: EngineView | null = null;
let makesRoom: (next: Moment) => Promise<unknown> | null = () => null;

/** Asked before a moment is shown: a promise is waited for. */
export function beforeShowing(ask: (next: Moment) => Promise<unknown> | null): void {
  makesRoom = ask;
}

function commit(next: Moment, view: EngineView): void {
  const { machine, before } = next;
  const at = view.status.cursor.event;
  moment.value = next;
  const gaze = gazeOf(hintsNewestFirst(view, at === null ? view.events : view.events.slice(0, at)));
  const named = nameOf(view, gaze);
  const isKept = chosenAfter === named && machine.mmOf(focus.value.pid) !== null;
  lastNamed = named;
  if (isKept) return;
  chosenAfter = null;
  focus.value = focusAt(machine, before, gaze, view.status.current);
}

function* hintsNewestFirst(view: EngineView, happened: readonly EventRecord[]) {
  yield hintsOf(happened);
  for (const events of view.earlier) yield hintsOf(events());
}

/** What led the eye to where it is, and what had when the visitor chose something else: it lasts until another command says more. */
let lastNamed = '';
let chosenAfter: string | null = null;
let questions = 0;

function nameOf({ status }: EngineView, { owner, back }: Gaze): string {
  const isQuestion = status.eventsOf.command === null;
  if (isQuestion && back === 0) return `question ${++questions}`;
  return JSON.stringify([status.boot, status.cursor.command + (isQuestion ? 1 : 0) - back, back > 0 ? null : status.cursor.event, owner]);
}

/** The visitor looks elsewhere. */
export function lookTo(part: Partial<Focus>): void {
  chosenAfter = lastNamed;
  focus.value = { ...focus.value, ...part };
}

/** Moves the views to a thing that was chosen. */
export function lookAt(key: string): void {
  const machine = moment.value?.machine;
  if (!machine) return;
  const { kind, numbers } = parseKey(key);
  const [first = 0, second = 0] = numbers;
  const to = (mm: number, vpn: number | null) => {
    const pid = machine.pidOf(mm);
    if (pid !== null) lookTo({ pid, vpn: vpn ?? focus.value.vpn });
  };
  if (kind === 'mm') to(first, null);
  if (kind === 'pte') {
    to(first, second);
    const leaf = machine.leafOf(first, second);
    if (leaf && isPresent(leaf.lo)) lookTo({ pfns: [leaf.pfn] });
  }
  if (kind === 'vma') {
    const vma = machine.vmaById.get(first);
    if (vma) to(vma.mm, vma.start);
  }
  if (kind === 'page') lookTo({ pfns: [first] });
}
