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

  constructor(
    private readonly xterm: Terminal,
    private readonly find: Finder,
    private readonly speak: (text: string) => void,
  ) {}

  listen(): IDisposable {
    return this.xterm.registerLinkProvider({ provideLinks: (y, answer) => answer(this.placesOf(y - 1).map(linkOf)) });
  }

  /** From thing to thing, upwards from the prompt; false: there is none in sight. */
  step(by: -1 | 1): boolean {
    const { viewportY } = this.xterm.buffer.active;
    const places = Array.from({ length: this.xterm.rows }, (_, row) => this.placesOf(viewportY + row)).flat();
    if (places.length === 0) return false;
    const { picked } = this;
    const at = picked ? places.findIndex(({ row, column }) => row === picked.row && column === picked.column) : -1;
    const next = at < 0 ? (by < 0 ? places.length - 1 : 0) : (at + by + places.length) % places.length;
    this.drop();
    const place = places[next]!;
    this.picked = place;
    this.showMark(place);
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

  private showMark({ row, column, width }: Place): void {
    const screen = this.xterm.element?.querySelector('.xterm-screen');
    if (!screen) return;
    const [cellWidth, cellHeight] = [screen.clientWidth / this.xterm.cols, screen.clientHeight / this.xterm.rows];
    this.mark.className = 'picked-thing';
    this.mark.style.left = `${column * cellWidth}px`;
    this.mark.style.top = `${(row - this.xterm.buffer.active.viewportY) * cellHeight}px`;
    this.mark.style.width = `${width * cellWidth}px`;
    this.mark.style.height = `${cellHeight}px`;
    screen.append(this.mark);
  }

  private placesOf(row: number): Place[] {
    const text = this.textOf(row);
    if (text.trim() === '') return [];
    return this.find(text, this.commandOf(row)).map((thing) => {
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
