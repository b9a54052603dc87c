// Paints the frames on a canvas. Colours come from the page's tokens, so both themes paint right.
import { type FrameMap, kOwners, kPerRow, type MemoryLayout, placeOf } from '../../layout/memory';
import { tokenColour } from '../../widgets/token';

export interface Paints {
  owner: readonly string[];
  line: string;
  ink: string;
  dim: string;
  hot: string;
  sel: string;
  font: string;
}

export function readPaints(element: Element): Paints {
  const style = getComputedStyle(element);
  return {
    owner: kOwners.map((owner) => tokenColour(`--own-${owner}`)),
    line: tokenColour('--line'),
    ink: tokenColour('--ink'),
    dim: tokenColour('--dim'),
    hot: tokenColour('--hot'),
    sel: tokenColour('--sel'),
    font: `${style.fontSize} ${style.fontFamily}`,
  };
}

type Context = CanvasRenderingContext2D;

export function paintMemory(g: Context, map: FrameMap, layout: MemoryLayout, paints: Paints, labels: readonly string[]): void {
  g.clearRect(0, 0, layout.width + 4, layout.height + 4);
  layout.sections.forEach((section, i) => {
    if (section.kind === 'bar') paintBar(g, section.y, section.h, layout.width, section.owner, paints, labels[i] ?? '');
    else paintGrid(g, map, section.start, section.end, section.y, layout.cell, paints);
  });
}

function paintBar(g: Context, y: number, h: number, w: number, owner: string, paints: Paints, label: string): void {
  g.fillStyle = paints.owner[kOwners.indexOf(owner as (typeof kOwners)[number])] ?? paints.line;
  g.globalAlpha = owner === 'free' ? 1 : 0.35;
  g.beginPath();
  g.roundRect(0, y, w, h, 4);
  g.fill();
  g.globalAlpha = 1;
  g.fillStyle = paints.ink;
  g.font = paints.font;
  g.textBaseline = 'middle';
  g.fillText(label, 8, y + h / 2 + 1, w - 16);
}

function paintGrid(g: Context, map: FrameMap, start: number, end: number, top: number, cell: number, paints: Paints): void {
  const inner = cell - (cell > 5 ? 1.5 : 1);
  for (let pfn = start; pfn < end; ) {
    const at = pfn - start;
    const x = (at % kPerRow) * cell;
    const y = top + Math.floor(at / kPerRow) * cell;
    const order = map.order[pfn]! - 1;
    g.fillStyle = paints.owner[map.owner[pfn]!]!;
    if (order > 0 && pfn % 2 ** order === 0) {
      // A free block is one shape: its size is what the buddy allocator knows about it.
      const rows = Math.max(1, 2 ** order / kPerRow);
      g.fillRect(x, y, Math.min(2 ** order, kPerRow) * cell - (cell - inner), rows * cell - (cell - inner));
      if (rows >= 2) paintOrder(g, order, x, y, rows * cell, paints);
      pfn += 2 ** order;
      continue;
    }
    // What is alike for long runs and never changes is drawn without seams.
    const size = map.owner[pfn]! <= 1 ? cell : inner;
    g.fillRect(x, y, size, size);
    pfn += 1;
  }
}

function paintOrder(g: Context, order: number, x: number, y: number, h: number, paints: Paints): void {
  if (h < 9) return;
  g.fillStyle = paints.dim;
  g.font = paints.font;
  g.textBaseline = 'middle';
  g.fillText(String(order), x + 4, y + h / 2);
}

/** A ring around a frame; false when it is folded away. */
export function paintRing(g: Context, layout: MemoryLayout, pfn: number, color: string, grow: number): boolean {
  const place = placeOf(layout, pfn);
  if (!place) return false;
  g.strokeStyle = color;
  g.lineWidth = 2;
  g.strokeRect(place.x - grow, place.y - grow, layout.cell - 1 + 2 * grow, layout.cell - 1 + 2 * grow);
  return true;
}
