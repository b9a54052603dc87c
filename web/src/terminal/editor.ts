// The line being typed: cursor, history, reverse search. Knows no terminal; it takes what keys send and says what should happen.
import { forInput } from './text';

export type EditorEvent = { kind: 'submit'; line: string } | { kind: 'complete' } | { kind: 'interrupt'; line: string } | { kind: 'clear' };

const kKeys = /\x1b\[[0-9;?]*[A-Za-z~]|\x1bO[A-Z]|\x1b[\s\S]|[\s\S]/gu;
const kPasteStart = '\x1b[200~';
const kPasteEnd = '\x1b[201~';

export class LineEditor {
  private chars: string[] = [];
  private cursor = 0;
  private at: number | null = null;
  private draft = '';
  private killed = '';
  private pasting = false;
  private query: string | null = null;

  /** `history` grows at its end; the editor only reads it. */
  constructor(private readonly history: () => readonly string[]) {}

  get text(): string {
    return this.chars.join('');
  }
  get beforeCursor(): string {
    return this.chars.slice(0, this.cursor).join('');
  }
  /** What is searched for, while Ctrl-R is on. */
  get search(): string | null {
    return this.query;
  }

  set(text: string): void {
    this.chars = Array.from(forInput(text));
    this.cursor = this.chars.length;
    this.at = null;
  }

  /** Puts `text` in place of what stands from `from` (in characters) to the cursor. */
  replaceFrom(from: number, text: string): void {
    const inserted = Array.from(forInput(text));
    this.chars.splice(from, this.cursor - from, ...inserted);
    this.cursor = from + inserted.length;
  }

  feed(data: string): EditorEvent[] {
    const events: EditorEvent[] = [];
    for (const key of data.match(kKeys) ?? []) {
      if (key === kPasteStart) this.pasting = true;
      else if (key === kPasteEnd) this.pasting = false;
      else if (this.query !== null) this.searchKey(key, events);
      else this.key(key, events);
    }
    return events;
  }

  private key(key: string, events: EditorEvent[]): void {
    if (key === '\r' || key === '\n') this.submit(events);
    else if (key === '\t') this.pasting ? this.insert(' ') : events.push({ kind: 'complete' });
    else if (key === '\x03') this.interrupt(events);
    else if (key === '\x0c') events.push({ kind: 'clear' });
    else if (key === '\x12') this.query = '';
    else if (!this.move(key) && !this.erase(key)) this.insert(key);
  }

  private submit(events: EditorEvent[]): void {
    const line = this.text;
    this.set('');
    events.push({ kind: 'submit', line });
  }

  private interrupt(events: EditorEvent[]): void {
    const line = this.text;
    this.set('');
    events.push({ kind: 'interrupt', line });
  }

  private insert(key: string): void {
    const text = forInput(key);
    if (key.startsWith('\x1b') || text === '') return;
    this.chars.splice(this.cursor, 0, text);
    this.cursor += 1;
  }

  private move(key: string): boolean {
    const end = this.chars.length;
    const moves: Record<string, () => void> = {
      '\x1b[D': () => this.to(this.cursor - 1),
      '\x02': () => this.to(this.cursor - 1),
      '\x1b[C': () => this.to(this.cursor + 1),
      '\x06': () => this.to(this.cursor + 1),
      '\x01': () => this.to(0),
      '\x1b[H': () => this.to(0),
      '\x1bOH': () => this.to(0),
      '\x05': () => this.to(end),
      '\x1b[F': () => this.to(end),
      '\x1bOF': () => this.to(end),
      '\x1bb': () => this.to(this.wordLeft()),
      '\x1b[1;5D': () => this.to(this.wordLeft()),
      '\x1bf': () => this.to(this.wordRight()),
      '\x1b[1;5C': () => this.to(this.wordRight()),
      '\x1b[A': () => this.recall(-1),
      '\x10': () => this.recall(-1),
      '\x1b[B': () => this.recall(1),
      '\x0e': () => this.recall(1),
    };
    const run = moves[key];
    run?.();
    return run !== undefined;
  }

  private erase(key: string): boolean {
    const actions: Record<string, () => void> = {
      '\x7f': () => this.cut(this.cursor - 1, this.cursor),
      '\b': () => this.cut(this.cursor - 1, this.cursor),
      '\x1b[3~': () => this.cut(this.cursor, this.cursor + 1),
      '\x04': () => this.cut(this.cursor, this.cursor + 1),
      '\x0b': () => this.kill(this.cursor, this.chars.length),
      '\x15': () => this.kill(0, this.cursor),
      '\x17': () => this.kill(this.wordLeft(), this.cursor),
      '\x1b\x7f': () => this.kill(this.wordLeft(), this.cursor),
      '\x1bd': () => this.kill(this.cursor, this.wordRight()),
      '\x19': () => this.replaceFrom(this.cursor, this.killed),
    };
    const run = actions[key];
    run?.();
    return run !== undefined;
  }

  private to(cursor: number): void {
    this.cursor = Math.max(0, Math.min(this.chars.length, cursor));
  }

  private cut(from: number, to: number): void {
    const start = Math.max(0, from);
    this.chars.splice(start, to - start);
    this.cursor = Math.min(start, this.chars.length);
  }

  private kill(from: number, to: number): void {
    this.killed = this.chars.slice(from, to).join('');
    this.cut(from, to);
  }

  private wordLeft(): number {
    let at = this.cursor;
    while (at > 0 && this.chars[at - 1] === ' ') --at;
    while (at > 0 && this.chars[at - 1] !== ' ') --at;
    return at;
  }

  private wordRight(): number {
    let at = this.cursor;
    while (at < this.chars.length && this.chars[at] === ' ') ++at;
    while (at < this.chars.length && this.chars[at] !== ' ') ++at;
    return at;
  }

  private recall(step: number): void {
    const history = this.history();
    const from = this.at ?? history.length;
    const next = Math.max(0, Math.min(history.length, from + step));
    if (next === from) return;
    if (this.at === null) this.draft = this.text;
    const line = next === history.length ? this.draft : history[next]!;
    this.set(line);
    this.at = next === history.length ? null : next;
  }

  private searchKey(key: string, events: EditorEvent[]): void {
    if (key === '\x12') this.find(this.query!, (this.at ?? this.history().length) - 1);
    else if (key === '\x7f' || key === '\b') this.find(this.query!.slice(0, -1), this.history().length - 1);
    else if (key >= ' ' && key.length <= 2 && !key.startsWith('\x1b')) this.find(this.query! + forInput(key), this.history().length - 1);
    else {
      this.query = null;
      if (key === '\x03' || key === '\x07') this.set('');
      else if (key !== '\x1b') this.key(key, events);
    }
  }

  private find(query: string, from: number): void {
    this.query = query;
    const history = this.history();
    for (let at = from; at >= 0; --at) {
      if (!history[at]!.includes(query)) continue;
      this.set(history[at]!);
      this.at = at;
      return;
    }
  }
}
