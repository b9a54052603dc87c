// The story of a moment: one headline, why it came so, what it amounts to, and what to try next. Pure: the strip across the top shows it,
// and its plain headline is what screen readers hear.
import { type EventRecord, infoOf, reasonInfo } from '../engine/generated/events';
import { kHeadlines, type LevelWords } from '../engine/generated/story_words';
import { eventSentence, type Sentences } from './event_text';
import { eventKey } from './keys';
import { callerOf, factsOf } from './story/facts';
import { fill, type Named, type Part } from './story/parts';
import { sumsOf } from './story/sums';
import { hasEnded, idOf, isCut, keysOf, nearest, type StoryMoment, type Tale } from './story/tale';
import { type Try, triesOf } from './story/tries';
import { inLevel, type Level, type Special, type StoryWords } from './story/words';
import { saysNo } from './verdicts';

export type { StoryMoment } from './story/tale';

export interface Story {
  headline: Part[];
  why: Part[] | null;
  /** The kernel function that decided, or did it; null where none ran. */
  kernelFunction: Named | null;
  /** It says no. */
  refused: boolean;
  sums: Part[][];
  tries: Try[];
}

export interface Telling {
  words: StoryWords;
  sentences: Sentences;
  level: Level;
  /** Hears of holes that nothing filled. */
  missing?: (hole: string) => void;
}

/** The telling and its words, fetched together. */
export interface StoryTeller {
  storyOf: typeof storyOf;
  headlineOf: typeof headlineOf;
  words: StoryWords;
}

/** The last story of a moment: the strip and screen readers are mostly told the same. */
const stories = new WeakMap<StoryMoment, { telling: Telling; story: Story }>();

export function storyOf(moment: StoryMoment, telling: Telling): Story {
  const last = stories.get(moment);
  if (last && isSame(last.telling, telling)) return last.story;
  const story = tell(moment, telling);
  stories.set(moment, { telling, story });
  return story;
}

const isSame = (a: Telling, b: Telling) =>
  a.words === b.words && a.sentences === b.sentences && a.level === b.level && a.missing === b.missing;

function tell(moment: StoryMoment, telling: Telling): Story {
  const tale = taleOf(moment, telling);
  const { event } = tale;
  const row = event && rowOf(event);
  const told = event && row ? fromRow(tale, event, row, telling) : event ? fromSentence(tale, event) : fromSpecial(tale, telling);
  return { ...told, sums: sumsOf(tale), tries: triesOf(tale) };
}

type Told = Omit<Story, 'sums' | 'tries'>;

function taleOf(moment: StoryMoment, { words, sentences }: Telling): Tale {
  const at = moment.status.cursor.event;
  const happened = at === null ? moment.events : moment.events.slice(0, at);
  const place = at === null ? telling(happened) : at > moment.events.length ? -1 : at - 1;
  const command = moment.asked ?? commandOf(moment);
  return { moment, happened, command, event: happened[place] ?? null, at: place, words, sentences };
}

function commandOf({ status }: StoryMoment): string {
  return status.commands[status.cursor.command - 1]?.text ?? status.eventsOf.text;
}

/** The event that the headline of a command is about. */
export const headlineOf = (events: readonly EventRecord[]): EventRecord | null => events[telling(events)] ?? null;

/** The headline with the highest rank; of equal ones the last, which is what it came to. */
function telling(events: readonly EventRecord[]): number {
  let best = -1;
  let highest = 0;
  events.forEach((event, at) => {
    const row = rowOf(event);
    if (row && row.rank >= highest) [best, highest] = [at, row.rank];
  });
  return best;
}

interface Row {
  key: string;
  rank: number;
  because: readonly string[];
}

/** By event and reason: of many thousand events few differ. */
const rows = new Map<number, Row | null>();

function rowOf(event: EventRecord): Row | null {
  if (!hasEnded(event)) return null;
  const kind = event.id * 0x10000 + event.reason;
  let row = rows.get(kind);
  if (row === undefined) {
    const key = keysOf(event).find((one) => kHeadlines[one] !== undefined);
    row = key === undefined ? null : { key, ...kHeadlines[key]! };
    rows.set(kind, row);
  }
  return row;
}

function fromRow(tale: Tale, event: EventRecord, row: Row, { words, level, missing }: Telling): Told {
  const refused = isNo(event, row);
  const headline = fill(inLevel(words.headlines[row.key]!, level), factsOf(tale), missing);
  const said = (lines: LevelWords, about: EventRecord) => fill(inLevel(lines, level), factsOf(tale, about), missing);
  const decided = decision(tale, event, row, words);
  if (decided) return { headline, why: said(decided.words, decided.event), kernelFunction: functionOf(decided.event), refused };
  const isRefusal = idOf(event) === 'Refused';
  const caller = isRefusal ? callerOf(tale) : event;
  const kernelFunction = caller && functionOf(caller);
  if (isRefusal && tale.moment.status.eventsOf.check) return { headline, why: said(words.specials.check, event), kernelFunction, refused };
  const note = words.notes[idOf(event)];
  return { headline, why: note ? said(note, event) : null, kernelFunction, refused };
}

/** A refusal by itself; by its reason only where that is the answer, and not how something succeeded. */
const isNo = (event: EventRecord, { because }: Row) => infoOf(event)?.saysNo ?? (because.length === 0 && saysNo(event));

interface Decision {
  event: EventRecord;
  words: LevelWords;
}

/** The event with the reason behind the headline: one that says no for a refusal, yes for a success where it can be had. */
function decision(tale: Tale, headline: EventRecord, row: Row, words: StoryWords): Decision | null {
  const whyOf = (event: EventRecord) => (event.reason ? words.whys[reasonInfo(event.reason)!.id] : undefined);
  const refused = isNo(headline, row);
  const kinds = row.because.map((id) => (event: EventRecord) => idOf(event) === id && whyOf(event) !== undefined);
  const agreeing = kinds.map((fits) => nearest(tale, (event) => fits(event) && saysNo(event) === refused));
  const others = refused ? [] : kinds.map((fits) => nearest(tale, fits));
  const found = [...agreeing, ...others].find((event) => event !== null) ?? (whyOf(headline) ? headline : null);
  return found && { event: found, words: whyOf(found)! };
}

/** An event that is never a headline has its one sentence. */
function fromSentence(tale: Tale, event: EventRecord): Told {
  return { headline: [eventSentence(event, tale.sentences)], why: null, kernelFunction: functionOf(event), refused: saysNo(event) };
}

function fromSpecial(tale: Tale, { words, level, missing }: Telling): Told {
  const { status } = tale.moment;
  const facts = factsOf(tale);
  const said = (special: Special) => fill(inLevel(words.specials[special], level), facts, missing);
  const told = (headline: Special, why: Special | null, refused = false): Told => ({
    headline: said(headline),
    why: why && said(why),
    kernelFunction: null,
    refused,
  });
  if (status.cursor.event === 0) return told('begins', null);
  if (status.cursor.event !== null) return told('unkept', null);
  if (status.cursor.command === 0 && tale.moment.asked === null) return told('booted', 'bootedNext');
  if (status.eventsOf.check) return told('refusedQuiet', 'check', true);
  if (isCut(tale)) return told('cut', null);
  // The last thing that a lesson typed may have noted a figure: the step is about the machine.
  if (tale.moment.isSetUp && tale.moment.asked === null && tale.moment.change.keys.size === 0) return told('ready', null);
  return told(tale.moment.change.keys.size > 0 ? 'changed' : 'quiet', null);
}

function functionOf(event: EventRecord): Named | null {
  const name = idOf(event) === 'Refused' ? '' : (infoOf(event)?.name ?? '');
  return name === '' ? null : { text: name, key: eventKey(idOf(event)) };
}
