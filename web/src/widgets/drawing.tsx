// A drawing: an SVG in real pixels that scrolls when it is larger than its pane, and that the arrow keys walk through.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { keepOneTabStop, onArrowKey } from './arrows';

interface Props {
  label: string;
  width: number;
  height: number;
  scale: number;
  class?: string;
  children: ComponentChildren;
}

export function Drawing({ label, width, height, scale, children, class: name = '' }: Props) {
  const ref = useRef<SVGSVGElement>(null);
  useEffect(() => {
    if (ref.current) keepOneTabStop(ref.current);
  });
  const w = Math.max(1, Math.ceil(width));
  const h = Math.max(1, Math.ceil(height));
  return (
    <svg
      ref={ref}
      class={`drawing ${name}`}
      role="group"
      aria-label={label}
      width={w * scale}
      height={h * scale}
      viewBox={`0 0 ${w} ${h}`}
      onKeyDown={(event) => ref.current && onArrowKey(event, ref.current)}
    >
      {children}
    </svg>
  );
}

interface ItemProps {
  /** Keys that light it, the first of which it stands for itself. */
  keys: string;
  label: string;
  class?: string;
  x?: number;
  y?: number;
  children: ComponentChildren;
}

/** Something in a drawing that can be pointed at, chosen and reached by keyboard. What a choice does is the page's business (data-k). */
export function Item({ keys, label, class: name = '', x = 0, y = 0, children }: ItemProps) {
  return (
    <g class={`item ${name}`} role="button" tabIndex={-1} aria-label={label} data-item data-k={keys} transform={`translate(${x} ${y})`}>
      <title>{label}</title>
      {children}
    </g>
  );
}
