// What stands above the prompt, kept as what was said and not as rows: for another width it is laid out anew, so that words stay whole.
// Sheets, as files of /proc, are never wrapped: the terminal is made wide enough for them, and scrolls sideways.
import { type Candidate, listed } from './listing';
import { forTerminal, textWidth, wrapWords } from './text';
import { type Ink, ink } from './theme';

export interface Prompt {
  text: string;
  process: Ink;
}

export type Entry =
  | { kind: 'command'; prompt: Prompt | null; line: string; folded: string | null }
  | { kind: 'text'; role: Ink; text: string; isSheet?: boolean }
  | { kind: 'list'; candidates: readonly Candidate[] };

/** A line wider than this is no table, and wraps as other lines do. */
export const kMaxColumns = 240;
const kMaxEntries = 2000;
const kMaxChars = 400_000;

interface Kept {
  entry: Entry;
  chars: number;
  width: number;
}

export class Transcript {
  private kept: Kept[] = [];
  private chars = 0;

  add(entry: Entry): void {
    const one = { entry, chars: sizeOf(entry), width: widthOf(entry) };
    this.kept.push(one);
    this.chars += one.chars;
    let gone = 0;
    while (this.kept.length - gone > kMaxEntries || (this.chars > kMaxChars && gone < this.kept.length - 1)) {
      this.chars -= this.kept[gone]!.chars;
      ++gone;
    }
    if (gone > 0) this.kept.splice(0, gone);
  }

  clear(): void {
    this.kept = [];
    this.chars = 0;
  }

  /** Columns that its widest sheet takes. */
  get width(): number {
    return this.kept.reduce((most, { width }) => Math.max(most, width), 0);
  }

  /** All of it, for a terminal in which so many columns are in sight. */
  laidOut(columns: number): string {
    return this.kept.map(({ entry }) => laidOut(entry, columns)).join('');
  }

  /** What stands in this row for a folded command, the newest such; null: nothing. */
  foldedIn(row: string): string | null {
    const one = this.foldedAt(row);
    return one?.entry.kind === 'command' ? one.entry.folded : null;
  }

  /** The newest command whose folded form stands in this row is shown whole; false: there is none. */
  unfold(row: string): boolean {
    const one = this.foldedAt(row);
    if (one?.entry.kind !== 'command') return false;
    one.entry = { ...one.entry, folded: null };
    return true;
  }

  private foldedAt(row: string): Kept | undefined {
    return this.kept.findLast(({ entry }) => entry.kind === 'command' && entry.folded !== null && row.includes(entry.folded));
  }
}

function sizeOf(entry: Entry): number {
  if (entry.kind === 'list') return entry.candidates.reduce((sum, { text, hint }) => sum + text.length + hint.length, 0);
  return (entry.kind === 'command' ? entry.line : entry.text).length;
}

const isWide = (line: string) => line.length <= kMaxColumns && textWidth(line) <= kMaxColumns;

/** Columns that an entry needs beyond those in sight; 0: it goes by those. */
export function widthOf(entry: Entry): number {
  if (entry.kind !== 'text' || !entry.isSheet) return 0;
  const lines = forTerminal(entry.text).split('\r\n');
  return Math.max(0, ...lines.filter(isWide).map(textWidth));
}

/** Rows of an entry as xterm takes them, each ended. */
export function laidOut(entry: Entry, columns: number): string {
  if (entry.kind === 'list') return listed(entry.candidates, columns).join('\r\n') + (entry.candidates.length > 0 ? '\r\n' : '');
  if (entry.kind === 'text') return `${ink(entry.role)}${forTerminal(textRows(entry.text, entry.isSheet === true, columns))}\x1b[0m\r\n`;
  const line = forTerminal(entry.folded ?? entry.line);
  if (!entry.prompt) return `${ink('dim')}${wrapWords(`$ ${line}`, columns).replaceAll('\n', '\r\n')}\x1b[0m\r\n`;
  const head = `${forTerminal(entry.prompt.text)} $ `;
  const rows = wrapWords(head + line, columns).replaceAll('\n', '\r\n');
  // The prompt's part has blanks, too, and may stand on more than one row where it is narrow: then it goes without colours.
  return rows.startsWith(head) ? `${promptInk(entry.prompt)}${rows.slice(head.length)}\r\n` : `${rows}\r\n`;
}

export const promptInk = ({ text, process }: Prompt) => `${ink(process)}${forTerminal(text)}\x1b[0m \x1b[1m$\x1b[22m `;

function textRows(text: string, isSheet: boolean, columns: number): string {
  if (!isSheet) return wrapWords(text, columns);
  const rows = text.replace(/\t/g, '        ').split('\n');
  return rows.map((row) => (isWide(row) ? row : wrapWords(row, columns))).join('\n');
}
