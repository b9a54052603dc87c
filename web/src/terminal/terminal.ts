// The shell on xterm: prompt, line editing, completion, output. Commands go out through `ShellHost`; nothing here knows the engine.
import { type EditorEvent, LineEditor } from './editor';
import type { Recital, ShellAnswer, ShellHost } from './host';
import { Links, type Thing } from './links';
import { type Candidate, commonPrefix } from './listing';
import { type Input, Screen } from './screen';
import { excerpt, shortened } from './text';
import type { Ink, ShellTheme } from './theme';
import { Turns } from './turns';

export type { Recital, ShellAnswer, ShellHost } from './host';
export type { Ink, ShellTheme };

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

export class ShellTerminal {
  private readonly screen: Screen;
  private readonly editor: LineEditor;
  readonly links: Links;
  /** The visitor's lines and a lesson's can be asked for at the same time. What is typed meanwhile waits until all have been shown. */
  private readonly turns = new Turns(() => this.goOn());
  private typedAhead = '';

  constructor(
    private readonly host: ShellHost,
    theme: ShellTheme,
    fontSize: number,
  ) {
    this.editor = new LineEditor(() => host.history.list());
    this.screen = new Screen(() => this.input(), theme, fontSize);
    this.links = new Links(this.screen.xterm, (row, command) => this.thingsOf(row, command), host.speak);
    this.links.listen();
    this.screen.xterm.onData((data) => this.feed(data));
    this.screen.xterm.attachCustomKeyEventHandler((event) => this.isForShell(event));
  }

  /** Escape was the key before this one. */
  private escaped = false;

  /** Tab has nothing to complete on an empty prompt, and leaves the shell as it does after Escape; F6 and Shift-Tab always do. */
  private isForShell(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown' || event.key === 'Shift') return event.key !== 'F6' && event.key !== 'Tab';
    if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight'))
      return !this.screen.room.sideways(event.key === 'ArrowLeft' ? -1 : 1);
    if (this.isForThings(event)) {
      event.preventDefault();
      return false;
    }
    const leaves = this.escaped || event.shiftKey || this.isEmpty;
    this.escaped = event.key === 'Escape';
    return event.key !== 'F6' && !(event.key === 'Tab' && leaves);
  }

  /** Alt with Up and Down goes through the things in sight, Enter asks about one; any other key goes on with the line. */
  private isForThings({ key, altKey }: KeyboardEvent): boolean {
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) return this.links.step(key === 'ArrowUp' ? -1 : 1);
    if (key === 'Enter') return this.links.act();
    if (key !== 'Alt') this.links.drop();
    return false;
  }

  /** A folded command is one, too: a click shows it whole. */
  private thingsOf(row: string, command: string): Thing[] {
    const folded = this.screen.transcript.foldedIn(row);
    if (folded === null) return this.host.things(row, command);
    const from = row.indexOf(folded);
    return [{ from, to: from + folded.length, act: () => this.screen.unfold(row), point: () => undefined, isLit: () => false }];
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
    this.screen.open(element, label);
  }

  fit(): void {
    this.screen.fit();
  }

  private input(): Input | null {
    if (!this.started || this.turns.busy) return null;
    const { text, beforeCursor, search } = this.editor;
    return { prompt: this.host.prompt(), search, text, beforeCursor };
  }

  private started = false;
  /** Shows the greeting and the first prompt. */
  start(greeting: string): void {
    this.started = true;
    this.screen.put({ kind: 'text', role: 'dim', text: `${greeting}\n` });
    this.screen.drawFresh();
  }

  setTheme(theme: ShellTheme, fontSize: number): void {
    this.screen.setTheme(theme, fontSize);
  }

  setScreenReader(on: boolean): void {
    this.screen.xterm.options.screenReaderMode = on;
  }

  focus(): void {
    this.screen.xterm.focus();
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

  /** Shows lines that somebody else has sent to the engine, as their answers come. */
  showAll(lines: readonly string[], answers: Promise<ShellAnswer[]>[]): Promise<void> {
    return this.turns.take(() => this.show(lines, answers, false));
  }

  readonly answered = () => this.turns.idle();

  /** Shows commands that ran without the shell: the last ones, and those that are marked, with their marks. */
  recite({ title, commands, said, marks }: Recital): void {
    if (commands.length === 0) return;
    this.screen.eraseInput();
    if (title) this.screen.put({ kind: 'text', role: 'dim', text: `# ${title}` });
    for (const part of excerpt(commands.length, [...marks.keys()])) {
      if ('left' in part) {
        this.screen.put({ kind: 'text', role: 'dim', text: this.host.leftOut(part.left) });
        continue;
      }
      const line = commands[part.at]!;
      this.screen.put({ kind: 'command', prompt: null, line, folded: this.host.folded(line) ?? shortened(line) });
      const mark = marks.get(part.at);
      const answer = said.get(part.at);
      if (mark) this.screen.put({ kind: 'text', role: 'hot', text: mark });
      else if (answer) this.print([answer]);
    }
    this.screen.drawFresh();
  }

  /** Prints something that is no answer to a command, above the prompt. */
  say(text: string, role: Ink = 'dim'): void {
    this.screen.eraseInput();
    this.screen.put({ kind: 'text', role, text });
    this.screen.drawFresh();
  }

  clear(): void {
    this.screen.wipe();
    this.screen.drawFresh();
  }

  private feed(data: string): void {
    if (this.turns.busy) {
      this.typedAhead += data;
      return;
    }
    this.screen.room.toStart();
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
      else if (event.kind === 'interrupt') this.newPrompt(`${event.line}^C`);
      else if (event.kind === 'clear') this.clear();
    }
  }

  private newPrompt(line: string): void {
    this.echo(line);
    this.screen.drawFresh();
  }

  private runLines(lines: string[]): Promise<void> {
    return this.turns.take(() => this.show(lines, this.host.run(lines), true));
  }

  private goOn(): void {
    this.screen.drawFresh();
    const ahead = this.typedAhead;
    this.typedAhead = '';
    if (ahead) this.feed(ahead);
  }

  private async show(lines: readonly string[], answers: Promise<ShellAnswer[]>[], keep: boolean): Promise<void> {
    for (const [i, line] of lines.entries()) {
      this.screen.markPlace();
      this.echo(line);
      if (keep && line.trim() !== '') this.host.history.add(line);
      const said = await answers[i]!.catch((error: Error): ShellAnswer[] => [{ out: error.message, failed: true }]);
      this.print(said);
      if (i === lines.length - 1 && said.some(({ isPage }) => isPage)) this.screen.showPlace();
    }
  }

  /** A line as it was typed stands behind its prompt. */
  private echo(line: string): void {
    this.screen.eraseInput();
    this.screen.put({ kind: 'command', prompt: this.host.prompt(), line, folded: this.host.folded(line) });
  }

  private print(answers: readonly ShellAnswer[]): void {
    for (const { out, failed, isSheet, clears } of answers) {
      if (clears) this.screen.wipe();
      if (out !== '') this.screen.put({ kind: 'text', role: failed ? 'bad' : 'dim', text: out, isSheet: isSheet === true });
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
    this.screen.eraseInput();
    this.screen.put({ kind: 'list', candidates });
  }

  redraw(): void {
    this.screen.redraw();
  }
}
