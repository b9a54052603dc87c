// The frames on a canvas: painted when the machine changed, rings on a second canvas when the pointer moved.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { hex } from '../../base/hex';
import { type FrameMap, frameAt, frameMap, kOwners, kPerRow, layoutMemory, type MemoryLayout, placeOf } from '../../layout/memory';
import { pageKey, parseKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import { useView } from '../context';
import { paintMemory, paintRing, readPaints } from './paint';

export function FrameGrid({ machine, width }: { machine: Machine; width: number }) {
  const view = useView();
  const t = view.t.value;
  const base = useRef<HTMLCanvasElement>(null);
  const rings = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const map = useMemo(() => frameMap(machine), [machine]);
  const layout = useMemo(() => layoutMemory(map, width - 2, 22 * view.scale.value), [map, width, view.scale.value]);
  usePainting({ base, rings, map, layout, cursor });
  const at = (event: MouseEvent) => frameAt(layout, event.offsetX, event.offsetY);
  return (
    <div class="frames">
      <canvas ref={base} />
      <canvas
        ref={rings}
        class="rings"
        tabIndex={0}
        role="application"
        aria-label={t('memory.label')}
        aria-describedby="frame-status"
        onPointerMove={(event) => {
          const pfn = at(event);
          view.point(pfn === null ? null : pageKey(pfn));
          if (pfn !== cursor) setCursor(pfn);
        }}
        onPointerLeave={() => {
          view.point(null);
          setCursor(null);
        }}
        onClick={(event) => {
          const pfn = at(event);
          if (pfn !== null) view.choose(pageKey(pfn));
        }}
        onKeyDown={(event) => {
          const next = moveCursor(event, cursor ?? firstInUse(machine), map.owner.length);
          if (next === null) return;
          event.preventDefault();
          if (event.key === 'Enter') view.choose(pageKey(next));
          setCursor(next);
          view.point(pageKey(next));
        }}
      />
      <p id="frame-status" class="frame-status" aria-live="polite">
        {cursor !== null && describe(machine, map, cursor, t)}
      </p>
    </div>
  );
}

function scaled(canvas: HTMLCanvasElement, layout: MemoryLayout): CanvasRenderingContext2D | null {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = layout.width + 2;
  const height = layout.height + 2;
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const g = canvas.getContext('2d');
  g?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return g;
}

interface Painting {
  base: { current: HTMLCanvasElement | null };
  rings: { current: HTMLCanvasElement | null };
  map: FrameMap;
  layout: MemoryLayout;
  cursor: number | null;
}

/** Keeps both canvases up to date, and what changed in sight. */
function usePainting({ base, rings, map, layout, cursor }: Painting): void {
  const view = useView();
  const t = view.t.value;
  const labels = layout.sections.map((section) => {
    if (section.kind === 'grid') return '';
    const what = section.owner === 'free' ? t('memory.barFree', { count: section.blocks }) : t(`owner.${section.owner}`);
    return t('memory.bar', { what, from: hex(section.start), to: hex(section.end) });
  });
  const theme = view.theme.value;
  const labelText = labels.join('\n');
  useEffect(() => {
    const g = base.current && scaled(base.current, layout);
    if (g) paintMemory(g, map, layout, readPaints(base.current!), labels);
  }, [map, layout, theme, labelText]);
  const lit = view.lit.value;
  const changed = view.moment.value?.change.keys;
  useEffect(() => {
    const g = rings.current && scaled(rings.current, layout);
    if (!g) return;
    const paints = readPaints(rings.current!);
    for (const key of changed ?? []) ring(g, layout, key, paints.hot, 0);
    for (const key of lit) ring(g, layout, key, paints.sel, 1);
    if (cursor !== null) paintRing(g, layout, cursor, paints.ink, 3);
  }, [layout, lit, changed, theme, cursor]);
  useEffect(() => {
    const scroller = rings.current?.closest('.scroll');
    if (scroller && changed) bringIntoView(scroller, layout, changed, rings.current!.parentElement!.offsetTop);
  }, [layout, changed]);
}

/** Scrolls, within the pane alone, to the first frame that changed, when it cannot be seen. */
function bringIntoView(scroller: Element, layout: MemoryLayout, changed: ReadonlySet<string>, top: number): void {
  for (const key of changed) {
    const { kind, numbers } = parseKey(key);
    const place = kind === 'page' ? placeOf(layout, numbers[0]!) : null;
    if (!place) continue;
    const y = place.y + top;
    const seen = y > scroller.scrollTop && y + layout.cell < scroller.scrollTop + scroller.clientHeight;
    if (!seen) scroller.scrollTop = Math.max(0, y - scroller.clientHeight / 2);
    return;
  }
}

function ring(g: CanvasRenderingContext2D, layout: MemoryLayout, key: string, color: string, grow: number): void {
  const { kind, numbers } = parseKey(key);
  if (kind === 'page') paintRing(g, layout, numbers[0]!, color, grow);
}

function firstInUse(machine: Machine): number {
  const row = machine.s.frames.type.indexOf(4);
  return machine.s.frames.pfn[Math.max(0, row)] ?? 0;
}

const kSteps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -kPerRow, ArrowDown: kPerRow, Enter: 0 };

function moveCursor(event: KeyboardEvent, from: number, end: number): number | null {
  const step = kSteps[event.key];
  if (step === undefined) return null;
  return Math.max(0, Math.min(end - 1, from + step));
}

function describe(machine: Machine, map: ReturnType<typeof frameMap>, pfn: number, t: ReturnType<typeof useView>['t']['value']): string {
  const order = map.order[pfn]!;
  if (order > 0) return t('memory.frameFree', { pfn: hex(pfn), order: order - 1 });
  const owner = t(`owner.${kOwners[map.owner[pfn]!]!}`);
  const row = machine.frameRow.get(pfn);
  const text = t('memory.frame', { pfn: hex(pfn), owner });
  if (row === undefined || machine.s.frames.type[row] !== 4) return text;
  const { mapcount, refcount } = machine.s.frames;
  return `${text} · ${t('rmap.mapcount', { count: mapcount[row]! })} · ${t('rmap.refs', { count: refcount[row]! })}`;
}
