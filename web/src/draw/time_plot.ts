// A strip of time: spans along a line, each an element of its kind that is joined by key. How a kind looks is the style sheet's business,
// so that a strip is as high, and as tellable in forced colours, as the page wants it.
import { select } from 'd3-selection';

export interface Span {
  key: string;
  kind: string;
  /** px from the beginning. */
  x: number;
  w: number;
}

export function drawSpans(host: HTMLElement, spans: readonly Span[]): void {
  select(host)
    .selectAll<HTMLElement, Span>('i')
    .data(spans, ({ key }) => key)
    .join('i')
    .attr('class', ({ kind }) => kind)
    .style('left', ({ x }) => `${x}px`)
    .style('width', ({ w }) => `${w}px`);
}
