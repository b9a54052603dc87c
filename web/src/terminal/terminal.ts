// The shell on xterm: prompt, line editing, completion, output. Commands go out through `ShellHost`; nothing here knows the engine.
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { type EditorEvent, LineEditor } from './editor';
import { type Candidate, commonPrefix, listed } from './listing';
import { endOf, excerpt, forTerminal, shorten, textWidth, wrapWords } from './text';
import { type Ink, ink, type ShellTheme, xtermTheme } from './theme';
import { Turns } from './turns';

export type { Ink, ShellTheme };

export interface ShellAnswer {
  out: string;
  failed: boolean;
  /** The screen shall be empty. */
  clears?: boolean;
}

export interface ShellHost {
  /** Runs lines in order; each promise is one line's outcomes. */
  run(lines: string[]): Promise<ShellAnswer[]>[];
  complete(line: string, cursorBytes: number): Promise<{ from: number; candidates: Candidate[] }>;
  prompt(): { text: string; process: Ink };
  history: { list(): readonly string[]; add(line: string): void };
  onLineChanged(line: string): void;
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

export class ShellTerminal {
  readonly xterm: Terminal;
  private readonly fitter = new FitAddon();
  private readonly editor: LineEditor;
  private cursorRow = 0;
  /** The visitor's lines and a lesson's can be asked for at the same time. What is typed meanwhile waits until all have been shown. */
  private readonly turns = new Turns(() => this.goOn());
  private typedAhead = '';

  constructor(
    private readonly host: ShellHost,
    theme: ShellTheme,
    fontSize: number,
  ) {
    this.editor = new LineEditor(() => host.history.list());
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
    this.xterm.loadAddon(this.fitter);
    this.xterm.onData((data) => this.feed(data));
    this.xterm.attachCustomKeyEventHandler((event) => this.isForShell(event));
  }

  /** Escape was the key before this one. */
  private escaped = false;

  /** Tab has nothing to complete on an empty prompt, and leaves the shell as it does after Escape; F6 and Shift-Tab always do. */
  private isForShell(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown' || event.key === 'Shift') return event.key !== 'F6' && event.key !== 'Tab';
    const leaves = this.escaped || event.shiftKey || this.isEmpty;
    this.escaped = event.key === 'Escape';
    return event.key !== 'F6' && !(event.key === 'Tab' && leaves);
  }

  private get isEmpty(): boolean {
    return this.editor.text === '' && this.editor.search === null && this.typedAhead === '';
  }

  /** A key that was pressed elsewhere, where nothing uses it. */
  take(key: string): void {
    this.focus();
    this.feed(key);
  }

  open(element: HTMLElement, label: string): void {
    this.xterm.open(element);
    this.xterm.textarea?.setAttribute('aria-label', label);
    this.fit();
    this.xterm.write('\x1b[?2004h');
  }

  fit(): void {
    this.fitter.fit();
    if (this.started) this.redraw();
  }

  private started = false;
  /** Shows the greeting and the first prompt. */
  start(greeting: string): void {
    this.started = true;
    this.xterm.write(`${ink('dim')}${forTerminal(greeting)}\x1b[0m\r\n\r\n`);
    this.drawFresh();
  }

  setTheme(theme: ShellTheme, fontSize: number): void {
    this.xterm.options.theme = xtermTheme(theme);
    this.xterm.options.fontSize = fontSize;
    this.fit();
  }

  setScreenReader(on: boolean): void {
    this.xterm.options.screenReaderMode = on;
  }

  focus(): void {
    this.xterm.focus();
  }

  /** Puts a command on the prompt, for Enter to run. */
  type(command: string): void {
    this.editor.set(command);
    this.redraw();
    this.host.onLineChanged(this.editor.text);
  }

  get line(): string {
    return this.editor.text;
  }

  /** As if typed with Enter behind it. */
  async submit(command: string): Promise<void> {
    this.editor.set('');
    this.host.onLineChanged('');
    await this.act([{ kind: 'submit', line: command }]);
  }

  /**
   * Runs lines one after the other as a paste would; they do not become part of the history. `follow` asks something of the engine in the
   * same breath, so that nothing else that is asked of it can come in between.
   */
  submitAll<T>(lines: readonly string[], follow: () => Promise<T>): Promise<T> {
    return this.turns.take(async () => {
      const answers = this.host.run([...lines]);
      const followed = follow();
      await this.show(lines, answers, false);
      return followed;
    });
  }

  /** Shows commands that ran without the shell: the last ones, and those that are marked, with their marks. */
  recite(lines: readonly string[], title = '', marks: ReadonlyMap<number, string> = new Map()): void {
    if (lines.length === 0) return;
    this.eraseInput();
    if (title) this.xterm.write(`${ink('dim')}# ${forTerminal(title)}\x1b[0m\r\n`);
    for (const part of excerpt(lines.length, [...marks.keys()])) {
      const text = 'left' in part ? `… ${part.left}` : `$ ${forTerminal(shorten(lines[part.at]!))}`;
      this.xterm.write(`${ink('dim')}${text}\x1b[0m\r\n`);
      const mark = 'left' in part ? undefined : marks.get(part.at);
      if (mark) this.xterm.write(`${ink('hot')}${forTerminal(wrapWords(mark, this.xterm.cols))}\x1b[0m\r\n`);
    }
    this.drawFresh();
  }

  /** Prints something that is no answer to a command, above the prompt. */
  say(text: string, role: Ink = 'dim'): void {
    this.eraseInput();
    this.xterm.write(`${ink(role)}${forTerminal(text)}\x1b[0m\r\n`);
    this.drawFresh();
  }

  clear(): void {
    this.eraseInput();
    this.xterm.write('\x1b[2J\x1b[3J\x1b[H');
    this.drawFresh();
  }

  private feed(data: string): void {
    if (this.turns.busy) {
      this.typedAhead += data;
      return;
    }
    const events = this.editor.feed(data);
    if (events.length === 0) this.redraw();
    else void this.act(events);
    this.host.onLineChanged(this.editor.text);
  }

  private async act(events: EditorEvent[]): Promise<void> {
    const submitted = events.filter((event) => event.kind === 'submit');
    if (submitted.length > 0) await this.runLines(submitted.map((event) => event.line));
    for (const event of events) {
      if (event.kind === 'complete') await this.complete();
      else if (event.kind === 'interrupt') this.newPrompt('^C');
      else if (event.kind === 'clear') this.clear();
    }
  }

  private newPrompt(mark: string): void {
    this.xterm.write(`${mark}\r\n`);
    this.drawFresh();
  }

  private runLines(lines: string[]): Promise<void> {
    return this.turns.take(() => this.show(lines, this.host.run(lines), true));
  }

  private goOn(): void {
    this.drawFresh();
    const ahead = this.typedAhead;
    this.typedAhead = '';
    if (ahead) this.feed(ahead);
  }

  private async show(lines: readonly string[], answers: Promise<ShellAnswer[]>[], keep: boolean): Promise<void> {
    for (const [i, line] of lines.entries()) {
      this.echo(line, i === 0);
      if (keep && line.trim() !== '') this.host.history.add(line);
      this.print(await answers[i]!.catch((error: Error) => [{ out: error.message, failed: true }]));
    }
  }

  /** The first line stands on the prompt already; those after it in a paste get a prompt of their own. */
  private echo(line: string, isFirst: boolean): void {
    if (isFirst) this.eraseInput();
    this.xterm.write(`${this.promptText()}${forTerminal(line)}\r\n`);
  }

  private print(answers: ShellAnswer[]): void {
    for (const { out, failed, clears } of answers) {
      if (clears) this.xterm.write('\x1b[2J\x1b[3J\x1b[H');
      if (out !== '') this.xterm.write(`${ink(failed ? 'bad' : 'dim')}${forTerminal(wrapWords(out, this.xterm.cols))}\x1b[0m\r\n`);
    }
  }

  private async complete(): Promise<void> {
    const before = this.editor.beforeCursor;
    const { from, candidates } = await this.host.complete(this.editor.text, bytesOf(before));
    if (candidates.length === 0 || this.editor.beforeCursor !== before) return this.redraw();
    const start = Array.from(new TextDecoder().decode(new TextEncoder().encode(before).slice(0, from))).length;
    const common = commonPrefix(candidates.map((candidate) => candidate.text));
    const typed = Array.from(before).slice(start).join('');
    const only = candidates.length === 1;
    if (only || common.length > typed.length) this.editor.replaceFrom(start, common + (only && !/[=(/]$/.test(common) ? ' ' : ''));
    if (!only && common.length <= typed.length) this.list(candidates);
    this.redraw();
    this.host.onLineChanged(this.editor.text);
  }

  private list(candidates: readonly Candidate[]): void {
    this.eraseInput();
    for (const line of listed(candidates, this.xterm.cols)) this.xterm.write(`${line}\r\n`);
    this.cursorRow = 0;
  }

  private promptText(): string {
    const { text, process } = this.host.prompt();
    return `${ink(process)}${forTerminal(text)}\x1b[0m \x1b[1m$\x1b[22m `;
  }

  private promptWidth(): number {
    return textWidth(this.host.prompt().text) + 3;
  }

  /** Draws the prompt where the cursor stands, at the start of a line. */
  private drawFresh(): void {
    this.cursorRow = 0;
    this.redraw();
  }

  private eraseInput(): void {
    const up = this.cursorRow > 0 ? `\x1b[${this.cursorRow}A` : '';
    this.xterm.write(`${up}\r\x1b[J`);
    this.cursorRow = 0;
  }

  redraw(): void {
    if (!this.started || this.turns.busy) return;
    this.eraseInput();
    const columns = this.xterm.cols;
    const search = this.editor.search;
    const label = search === null ? '' : `(reverse-i-search)'${search}': `;
    const head = search === null ? this.promptText() : `${ink('hot')}${forTerminal(label)}\x1b[0m`;
    const pad = ' '.repeat(search === null ? this.promptWidth() : textWidth(label));
    this.xterm.write(head + forTerminal(this.editor.text));
    const end = endOf(pad + this.editor.text, columns);
    if (end.column === 0 && end.row > 0) this.xterm.write('\r\n');
    const cursor = endOf(pad + this.editor.beforeCursor, columns);
    if (end.row > cursor.row) this.xterm.write(`\x1b[${end.row - cursor.row}A`);
    this.xterm.write(`\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`);
    this.cursorRow = cursor.row;
  }
}
