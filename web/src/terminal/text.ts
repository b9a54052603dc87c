// Text on its way to the terminal: nothing but text. Control characters, escape sequences and marks that turn the direction of writing
// around are dropped, wherever the text came from.

/** Keeps newlines (as the terminal wants them) and turns tabs into blanks. */
export function forTerminal(text: string): string {
  return plain(text.replace(/\r\n?/g, '\n').replace(/\t/g, '        ')).replace(/\n/g, '\r\n');
}

/** One line of input: no newline either. */
export function forInput(text: string): string {
  return plain(text.replace(/[\r\n\t]+/g, ' '));
}

function plain(text: string): string {
  return text.replace(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '');
}

/** Columns that a character takes: 2 for East Asian wide ones, 0 for combining marks. */
export function charWidth(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (/\p{Mark}/u.test(char) || code === 0x200d) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

export function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** Row and column of the end of a text that starts at column 0 and wraps; a wide character never splits. */
export function endOf(text: string, columns: number): { row: number; column: number } {
  let row = 0;
  let column = 0;
  for (const char of text) {
    const width = charWidth(char);
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
  }
  return column === columns ? { row: row + 1, column: 0 } : { row, column };
}

const HANG = 2;

/** Lines too long for the terminal continue below, broken at a blank and hung in, so that no word or number is cut that fits on a row. */
export function wrapWords(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  const hang = columns < 8 ? '' : ' '.repeat(Math.min((/^ */.exec(line)?.[0].length ?? 0) + HANG, columns >> 1));
  const rows: string[] = [];
  let row = '';
  let width = 0;
  for (const part of line.split(/(?<=\S)(?= )/)) {
    const isTooLong = row.trim() !== '' && width + textWidth(part) > columns;
    if (isTooLong) rows.push(row);
    row = isTooLong ? hang + part.trimStart() : row + part;
    width = isTooLong ? textWidth(row) : width + textWidth(part);
    while (width > columns) {
      const [head, rest] = cutAt(row, columns);
      rows.push(head);
      row = hang + rest;
      width = textWidth(row);
    }
  }
  return [...rows, row].join('\n');
}

/** A text in two, the first as wide as fits. */
export function cutAt(text: string, columns: number): [string, string] {
  let width = 0;
  let at = 0;
  for (const char of text) {
    width += charWidth(char);
    if (width > columns && at > 0) break;
    at += char.length;
  }
  return [text.slice(0, at), text.slice(at)];
}

/** What is typed, cut into rows without regard to words: the cursor goes by characters. */
export function typedRows(text: string, columns: number): string {
  const rows: string[] = [];
  let rest = text;
  while (textWidth(rest) > columns) {
    const [head, tail] = cutAt(rest, columns);
    rows.push(head);
    rest = tail;
  }
  return [...rows, rest].join('\n');
}

const kLastLines = 12;
/** Where lines are marked, the marks shall be in sight. */
const kLastBehindMarks = 3;
const kMarkedLines = 6;
const kShortLine = 200;

/** Which of many lines to show: the last ones, the first of those that are marked, and how many are left out between them. */
export function excerpt(count: number, marked: readonly number[]): ({ at: number } | { left: number })[] {
  const shown = new Set(marked.slice(0, kMarkedLines));
  const last = marked.length > 0 ? kLastBehindMarks : kLastLines;
  for (let at = Math.max(0, count - last); at < count; ++at) shown.add(at);
  const parts: ({ at: number } | { left: number })[] = [];
  let next = 0;
  for (const at of [...shown].sort((a, b) => a - b)) {
    if (at > next) parts.push({ left: at - next });
    parts.push({ at });
    next = at + 1;
  }
  return parts;
}

/** A command that fills the screen says less than its two ends. */
export function shorten(line: string): string {
  if (line.length <= kShortLine) return line;
  return `${line.slice(0, kShortLine - 60)} … ${line.slice(-57)}`;
}

/** A command that fills the screen stands there by its two ends; null: it does not. */
export function shortened(line: string): string | null {
  const short = shorten(line);
  return short === line ? null : short;
}
