// What the terminal shows: the transcript and, below it, the line being typed. Lines reach xterm with their rows already cut, for the
// columns that are in sight.
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { type IMarker, Terminal } from '@xterm/xterm';
import { Room } from './room';
import { endOf, forTerminal, textWidth, typedRows } from './text';
import { ink, type ShellTheme, xtermTheme } from './theme';
import { type Entry, laidOut, type Prompt, promptInk, Transcript } from './transcript';

/** What stands on the prompt. */
export interface Input {
  prompt: Prompt;
  /** What is searched for, while a search is on. */
  search: string | null;
  text: string;
  beforeCursor: string;
}

const kWipe = '\x1b[2J\x1b[3J\x1b[H';

export class Screen {
  readonly xterm: Terminal;
  readonly room: Room;
  readonly transcript = new Transcript();
  private cursorRow = 0;

  /** `input` null: nothing can be typed now. */
  constructor(
    private readonly input: () => Input | null,
    theme: ShellTheme,
    fontSize: number,
  ) {
    this.xterm = new Terminal({
      fontSize,
      fontFamily: '"JetBrains Mono", ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace',
      lineHeight: 1.25,
      cursorBlink: false,
      scrollback: 5000,
      theme: xtermTheme(theme),
      allowProposedApi: false,
      drawBoldTextInBrightColors: false,
      screenReaderMode: false,
    });
    const fitter = new FitAddon();
    this.xterm.loadAddon(fitter);
    this.room = new Room(this.xterm, fitter);
  }

  open(element: HTMLElement, label: string): void {
    this.xterm.open(element);
    this.room.open(element);
    this.xterm.textarea?.setAttribute('aria-label', label);
    this.fit();
    this.xterm.write('\x1b[?2004h');
  }

  setTheme(theme: ShellTheme, fontSize: number): void {
    this.xterm.options.theme = xtermTheme(theme);
    this.xterm.options.fontSize = fontSize;
    this.fit();
  }

  fit(): void {
    if (this.room.fit(this.transcript.width)) this.layOut();
    else this.redraw();
  }

  /** Writes all of it anew, for the columns in sight. */
  layOut(): void {
    this.xterm.write(kWipe + this.transcript.laidOut(this.room.columns));
    this.drawFresh();
  }

  /** Shows the folded command of a row whole. */
  unfold(row: string): void {
    if (this.transcript.unfold(row)) this.layOut();
  }

  /** Writes what belongs above the prompt, where the cursor stands at the start of a row. */
  put(entry: Entry): void {
    this.transcript.add(entry);
    if (this.room.lacks(this.transcript.width)) this.room.fit(this.transcript.width);
    this.xterm.write(laidOut(entry, this.room.columns));
  }

  /** Where the next command's row will be. */
  private place: IMarker | undefined;

  markPlace(): void {
    this.xterm.write('', () => {
      this.place?.dispose();
      this.place = this.xterm.registerMarker(0);
    });
  }

  /** Brings the marked row into sight once the prompt stands below; with the next key the prompt is. */
  showPlace(): void {
    setTimeout(() =>
      this.xterm.write('', () => {
        const line = this.place?.line ?? -1;
        if (line >= 0 && line < this.xterm.buffer.active.baseY) this.xterm.scrollToLine(line);
      }),
    );
  }

  wipe(): void {
    this.transcript.clear();
    this.xterm.write(kWipe);
    this.room.fit(0);
  }

  /** Draws the prompt where the cursor stands, at the start of a line. */
  drawFresh(): void {
    this.cursorRow = 0;
    this.redraw();
  }

  eraseInput(): void {
    const up = this.cursorRow > 0 ? `\x1b[${this.cursorRow}A` : '';
    this.xterm.write(`${up}\r\x1b[J`);
    this.cursorRow = 0;
  }

  redraw(): void {
    const input = this.input();
    if (!input) return;
    this.eraseInput();
    const { prompt, search, text, beforeCursor } = input;
    const columns = this.room.columns;
    const label = search === null ? '' : `(reverse-i-search)'${search}': `;
    const head = search === null ? promptInk(prompt) : `${ink('hot')}${forTerminal(label)}\x1b[0m`;
    const pad = ' '.repeat(search === null ? textWidth(prompt.text) + 3 : textWidth(label));
    const typed = typedRows(pad + forTerminal(text), columns).slice(pad.length);
    this.xterm.write(head + typed.replaceAll('\n', '\r\n'));
    const end = endOf(pad + text, columns);
    if (end.column === 0 && end.row > 0) this.xterm.write('\r\n');
    const cursor = endOf(pad + beforeCursor, columns);
    if (end.row > cursor.row) this.xterm.write(`\x1b[${end.row - cursor.row}A`);
    this.xterm.write(`\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`);
    this.cursorRow = cursor.row;
  }
}
