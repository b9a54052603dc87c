// Things named in the terminal's rows: pointed at and clicked as in the drawings, and gone through by keyboard.
import type { IDisposable, ILink, Terminal } from '@xterm/xterm';
import { textWidth } from './text';

/** A thing in a row; `act` is what a click does. */
export interface Thing {
  from: number;
  to: number;
  act(): void;
  /** Under the pointer, or with the keyboard on it; false: no more. */
  point(isOn: boolean): void;
  /** Something outside that is the same is pointed at. */
  isLit(): boolean;
}

/** Finds the things of a row; `command` is the row with the command that printed it, as far as that is near. */
export type Finder = (row: string, command: string) => Thing[];

/** A command is looked for in so many rows above. */
const kLookBack = 400;
const kCommand = /^(?:\d+ \S+ )?\$ /;

interface Place {
  thing: Thing;
  row: number;
  column: number;
  width: number;
  text: string;
}

export class Links {
  private picked: Place | null = null;
  /** Stands over the thing picked: xterm draws selected text with inline styles, which the content policy forbids. */
  private readonly mark = document.createElement('i');
  private lit: HTMLElement[] = [];

  constructor(
    private readonly xterm: Terminal,
    private readonly find: Finder,
    private readonly speak: (text: string) => void,
  ) {}

  /** Marks what is lit in the rows in sight; they go with the next one, and where rows move. */
  light(): void {
    this.dim();
    this.lit = this.placesInSight()
      .filter(({ thing }) => thing.isLit())
      .map((place) => this.lay(document.createElement('i'), 'lit-thing', place));
  }

  private dim(): void {
    for (const mark of this.lit) mark.remove();
    this.lit = [];
  }

  listen(): IDisposable {
    this.xterm.onScroll(() => this.dim());
    this.xterm.onWriteParsed(() => this.dim());
    return this.xterm.registerLinkProvider({ provideLinks: (y, answer) => answer(this.placesOf(y - 1).map(linkOf)) });
  }

  /** From thing to thing, upwards from the prompt; false: there is none in sight. */
  step(by: -1 | 1): boolean {
    const places = this.placesInSight();
    if (places.length === 0) return false;
    const { picked } = this;
    const at = picked ? places.findIndex(({ row, column }) => row === picked.row && column === picked.column) : -1;
    const next = at < 0 ? (by < 0 ? places.length - 1 : 0) : (at + by + places.length) % places.length;
    this.drop();
    const place = places[next]!;
    this.picked = place;
    this.lay(this.mark, 'picked-thing', place);
    place.thing.point(true);
    this.speak(place.text);
    return true;
  }

  /** Does what a click on the thing picked does; false: none is. */
  act(): boolean {
    const { picked } = this;
    this.drop();
    picked?.thing.act();
    return picked !== null;
  }

  drop(): void {
    if (!this.picked) return;
    this.picked.thing.point(false);
    this.picked = null;
    this.mark.remove();
  }

  private lay(mark: HTMLElement, name: string, { row, column, width }: Place): HTMLElement {
    const screen = this.xterm.element?.querySelector('.xterm-screen');
    if (!screen) return mark;
    const [cellWidth, cellHeight] = [screen.clientWidth / this.xterm.cols, screen.clientHeight / this.xterm.rows];
    mark.className = name;
    mark.style.left = `${column * cellWidth}px`;
    mark.style.top = `${(row - this.xterm.buffer.active.viewportY) * cellHeight}px`;
    mark.style.width = `${width * cellWidth}px`;
    mark.style.height = `${cellHeight}px`;
    screen.append(mark);
    return mark;
  }

  private placesInSight(): Place[] {
    const { viewportY } = this.xterm.buffer.active;
    let command = this.commandOf(viewportY);
    return Array.from({ length: this.xterm.rows }, (_, at) => {
      const text = this.textOf(viewportY + at);
      if (kCommand.test(text)) command = text;
      return this.placesOf(viewportY + at, command);
    }).flat();
  }

  private placesOf(row: number, command = this.commandOf(row)): Place[] {
    const text = this.textOf(row);
    if (text.trim() === '') return [];
    return this.find(text, command).map((thing) => {
      const part = text.slice(thing.from, thing.to);
      return { thing, row, column: textWidth(text.slice(0, thing.from)), width: textWidth(part), text: part };
    });
  }

  private textOf(row: number): string {
    return this.xterm.buffer.active.getLine(row)?.translateToString(true) ?? '';
  }

  private commandOf(row: number): string {
    for (let at = row; at >= 0 && at > row - kLookBack; --at) {
      const text = this.textOf(at);
      if (kCommand.test(text)) return text;
    }
    return '';
  }
}

function linkOf({ thing, row, column, width, text }: Place): ILink {
  return {
    range: { start: { x: column + 1, y: row + 1 }, end: { x: column + width, y: row + 1 } },
    text,
    decorations: { pointerCursor: true, underline: true },
    activate: () => thing.act(),
    hover: () => thing.point(true),
    leave: () => thing.point(false),
  };
}
