// The rows of the call tree, joined by key with d3-selection: the row of a call keeps its element, and is written again only when it says
// something else. One listener for all of them; one row is the stop of the Tab key, from where it goes on to the things that it names.
import { type Selection, select } from 'd3-selection';
import { grouped } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import { longestRise } from '../../base/longest_rise';
import { infoOf } from '../../engine/generated/events';
import { type CallRow, isSameRow, type RowArg } from '../../model/call_rows';
import { eventSentence, type Sentences } from '../../model/event_text';
import { eventKey } from '../../model/keys';
import { stepOf } from './tree_keys';

interface Handlers {
  act(row: CallRow): void;
  toggle(row: CallRow): void;
}

export interface CallWords {
  t: Translate;
  sentences: Sentences;
}

export interface Showing {
  /** What the rows are of: while it stays, rows appear because something was unfolded. */
  step: unknown;
  still: boolean;
}

type Rows = Selection<HTMLElement, CallRow, HTMLElement, unknown>;

/** ms. */
const kFade = 160;
/** More than so many rows that appear are not watched. */
const kMostFading = 200;

export class DrawnCalls {
  private rows: readonly CallRow[] = [];
  private elements: readonly HTMLElement[] = [];
  private words: CallWords | null = null;
  private step: unknown = null;
  private stop = '';
  private seen = '';

  constructor(
    private readonly host: HTMLElement,
    private readonly handlers: Handlers,
  ) {
    select(host)
      .on('click', (event: MouseEvent) => this.onClick(event.target as Element))
      .on('keydown', (event: KeyboardEvent) => this.onKey(event))
      .on('focusin', (event: FocusEvent) => this.stopAt(keyOfRow(event.target as Element)));
  }

  /** Rows in order; one of them at most is the current one. */
  show(rows: readonly CallRow[], words: CallWords, { step, still }: Showing): void {
    const old = isSameLanguage(this.words, words) ? new Map(this.rows.map((row) => [row.key, row])) : new Map<string, CallRow>();
    const isUnfolding = this.rows.length > 0 && step === this.step && !still;
    const known = select(this.host)
      .selectChildren<HTMLElement, CallRow>()
      .data(rows, ({ key }) => key);
    known.exit().remove();
    const made = known.enter().append<HTMLElement>('div').call(makeRow);
    const joined = made.merge(known);
    const focused = document.activeElement as HTMLElement | null;
    putInOrder(this.host, joined.nodes());
    if (this.host.contains(focused)) focused!.focus({ preventScroll: true });
    const saysOther = joined.filter((row) => !isSameRow(old.get(row.key), row));
    writeRows(saysOther, words, this.stop);
    Object.assign(this, { rows, words, step, elements: joined.nodes() });
    if (!rows.some(({ key }) => key === this.stop)) this.stopAt(rows[0]?.key ?? '');
    if (isUnfolding && made.size() <= kMostFading) made.each(fadeIn);
  }

  /** Scrolls to the current row, when it is another than it was. */
  reveal(): void {
    const at = this.rows.findIndex(({ state }) => state === 'current');
    const key = this.rows[at]?.key ?? '';
    if (key !== this.seen) this.elements[at]?.scrollIntoView({ block: 'nearest' });
    this.seen = key;
  }

  private stopAt(key: string): void {
    if (key === this.stop) return;
    for (const [one, tabIndex] of [[this.stop, -1] as const, [key, 0] as const]) {
      const element = this.elements[this.rows.findIndex((row) => row.key === one)];
      if (element) select(element).attr('tabindex', tabIndex).selectAll('[data-k]').attr('tabindex', tabIndex);
    }
    this.stop = key;
  }

  // A thing in the row is chosen by a click on it; the sign in front folds; all the rest leads to the event.
  private onClick(target: Element): void {
    const row = this.rows.find(({ key }) => key === keyOfRow(target));
    if (!row) return;
    if (target.closest('.call-sign') && row.canOpen) this.handlers.toggle(row);
    else if (!target.closest('[data-k]')) this.handlers.act(row);
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as Element;
    const at = this.rows.findIndex(({ key }) => key === keyOfRow(target));
    const row = this.rows[at];
    // A thing is chosen by the page's own listener.
    if (target.matches('[data-k]') && (event.key === 'Enter' || event.key === ' ')) return;
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = stepOf(event.key, this.rows, at);
    if (step === null) return;
    event.preventDefault();
    if (step === 'act') this.handlers.act(row);
    else if (step === 'toggle') this.handlers.toggle(row);
    else this.elements[step]?.focus();
  }
}

const keyOfRow = (element: Element) => element.closest('[data-row]')?.getAttribute('data-row') ?? '';

const isSameLanguage = (a: CallWords | null, b: CallWords) => a?.t === b.t && a.sentences === b.sentences;

function fadeIn(this: HTMLElement): void {
  this.animate([{ opacity: 0 }, { opacity: 1 }], kFade);
}

/** As few rows as possible are moved: a call that comes to the cursor leaves those like it, and d3's order() would move all between. */
function putInOrder(host: HTMLElement, elements: readonly HTMLElement[]): void {
  const places = new Map([...host.children].map((element, at) => [element, at]));
  const staying = new Set(longestRise(elements.map((element) => places.get(element)!)));
  for (let at = elements.length - 1; at >= 0; --at) if (!staying.has(at)) host.insertBefore(elements[at]!, elements[at + 1] ?? null);
}

function makeRow(rows: Rows): void {
  rows.attr('role', 'treeitem').attr('data-item', '');
  rows.attr('data-row', ({ key }) => key);
  rows.append('span').attr('class', 'rails').attr('aria-hidden', 'true');
  rows.append('span').attr('aria-hidden', 'true');
  rows.append('span');
}

function writeRows(rows: Rows, words: CallWords, stop: string): void {
  rows
    .attr('class', ({ state }) => (state ? `call ${state}` : 'call'))
    .attr('tabindex', ({ key }) => tabIndexOf(key, stop))
    .attr('aria-level', ({ depth }) => depth + 1)
    .attr('aria-expanded', ({ canOpen, isOpen }) => (canOpen ? String(isOpen) : null))
    .attr('aria-current', ({ state }) => (state === 'current' ? 'step' : null))
    .attr('title', ({ alike, call }) => (alike > 0 ? null : eventSentence(call.final, words.sentences)));
  rows.each(function (row) {
    const [rails, sign, text] = [...this.children].map((child) => select(child as HTMLElement));
    rails!
      .selectChildren('i')
      .data(Array.from({ length: row.depth }))
      .join('i')
      .attr('class', 'line');
    sign!.attr('class', row.canOpen ? 'call-sign folds' : 'call-sign').text(row.canOpen ? (row.isOpen ? '▾' : '▸') : '·');
    text!.attr('class', row.alike > 0 ? 'call-text call-times' : 'call-text');
    writeText(text!, partsOf(row, words.t), tabIndexOf(row.key, stop));
  });
}

const tabIndexOf = (key: string, stop: string) => (key === stop ? 0 : -1);

/** A part of a row: text, which may name a thing, or words each of which may. */
type Part = { is: string; no?: boolean } & ({ text: string; key: string | null } | { words: readonly RowArg[] });

/** The result first, the reason second, what it was given last. */
function partsOf({ name, alike, call, result, given, reason, refused }: CallRow, t: Translate): Part[] {
  if (alike > 0) return [{ is: 'times', text: t('what.alike', { name, count: grouped(alike) }), key: null }];
  const info = infoOf(call.final);
  const parts: Part[] = [{ is: 'name', text: name, key: info ? eventKey(info.id) : null }];
  if (result.length > 0) parts.push({ is: 'result', words: result });
  if (reason || refused) parts.push({ is: 'reason', text: ` ${refused ? '✗ ' : ''}${reason}`, key: null, no: refused });
  if (given.length > 0) parts.push({ is: 'args', words: given });
  return parts;
}

function writeText(host: Selection<HTMLElement, unknown, null, undefined>, parts: readonly Part[], tabIndex: number): void {
  host
    .selectChildren<HTMLElement, Part>()
    .data(parts, ({ is }) => is)
    .join('span')
    .attr('class', ({ is, no }) => (no ? `call-${is} no` : `call-${is}`))
    .each(function (part) {
      const span = select(this);
      if ('words' in part) writeWords(span, part.words, tabIndex);
      else writeThing(span, part.key, tabIndex).text(part.text);
    });
}

function writeWords(host: Selection<HTMLElement, unknown, null, undefined>, words: readonly RowArg[], tabIndex: number): void {
  host
    .selectChildren<HTMLElement, RowArg>()
    .data(words)
    .join((enter) => {
      const word = enter.append('span').text(' ');
      word.append('span');
      return word;
    })
    .select<HTMLElement>('span')
    .each(function ({ text, key }) {
      writeThing(select(this), key, tabIndex).text(text);
    });
}

/** What makes a word a thing that can be chosen, or a word alone. */
function writeThing<D>(word: Selection<HTMLElement, D, null, undefined>, key: string | null, tabIndex: number) {
  return word
    .attr('data-k', key)
    .attr('data-item', key && '')
    .attr('role', key && 'button')
    .attr('tabindex', key && tabIndex);
}
