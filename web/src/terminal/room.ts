// The room that a terminal has in its box: how many cells are in sight, and, where it is wider than the box, its way sideways.
import type { FitAddon } from '@xterm/addon-fit';
import type { Terminal } from '@xterm/xterm';

/** Cells that a step sideways passes. */
const kStep = 8;
/** Cells that the bar at the right covers. */
const kBar = 2;

export class Room {
  /** Columns in sight. */
  columns = 80;
  private box: HTMLElement | null = null;

  constructor(
    private readonly xterm: Terminal,
    private readonly fitter: FitAddon,
  ) {}

  open(box: HTMLElement): void {
    this.box = box;
    box.addEventListener('scroll', () => this.keepBar(box));
    this.followFinger(box);
  }

  /** Sideways the box scrolls by itself; up and down its rows are the terminal's, which knows no fingers. */
  private followFinger(box: HTMLElement): void {
    let at: number | null = null;
    box.addEventListener('touchstart', ({ touches }) => (at = touches.length === 1 ? touches[0]!.clientY : null), { passive: true });
    box.addEventListener(
      'touchmove',
      ({ touches }) => {
        if (at === null) return;
        const rows = Math.trunc((at - touches[0]!.clientY) / this.cellHeight);
        this.xterm.scrollLines(rows);
        at -= rows * this.cellHeight;
      },
      { passive: true },
    );
  }

  private get cellHeight(): number {
    return Math.max(1, (this.xterm.element?.querySelector('.xterm-screen')?.clientHeight ?? 0) / this.xterm.rows);
  }

  /** The bar at the right stays in sight: the style sheet moves it along. */
  private keepBar(box: HTMLElement): void {
    box.style.setProperty('--sideways', `${box.scrollLeft + box.clientWidth - box.scrollWidth}px`);
  }

  /** Gives the terminal the size of its box, or the width wanted where that is more. True: another number of columns is in sight. */
  fit(wanted: number): boolean {
    const size = this.box?.clientWidth ? this.fitter.proposeDimensions() : undefined;
    if (!size || !this.box || Number.isNaN(size.cols + size.rows)) return false;
    const isOther = size.cols !== this.columns;
    this.columns = size.cols;
    this.resize(wanted > size.cols ? wanted + kBar : size.cols, size.rows);
    // The box has less height now if it has got a bar below.
    const hasBar = this.box.offsetHeight > this.box.clientHeight;
    if (hasBar) this.resize(this.xterm.cols, Math.max(1, Math.floor(this.box.clientHeight / this.cellHeight)));
    this.keepBar(this.box);
    return isOther;
  }

  /** It would have to be wider for so many columns. */
  lacks(wanted: number): boolean {
    return wanted > this.columns && wanted + kBar > this.xterm.cols;
  }

  private resize(columns: number, rows: number): void {
    if (columns !== this.xterm.cols || rows !== this.xterm.rows) this.xterm.resize(columns, rows);
  }

  /** By some cells to the right, or to the left; false: there is nothing more to see. */
  sideways(by: -1 | 1): boolean {
    if (!this.box || this.xterm.cols <= this.columns) return false;
    this.box.scrollLeft += (by * kStep * this.box.clientWidth) / this.columns;
    return true;
  }

  /** Where the prompt is. */
  toStart(): void {
    if (this.box) this.box.scrollLeft = 0;
  }
}
