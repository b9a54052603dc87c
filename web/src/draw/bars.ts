// Bars as HTML: a gauge, and tables with a row a bar, joined by key with d3-selection, so that the row of a thing stays its row: its bar
// grows and shrinks, and a table that gets another place moves there. What the numbers mean is the caller's business.
import { easeCubicInOut } from 'd3-ease';
import { type Selection, select } from 'd3-selection';
import 'd3-transition';
import type { Strength } from './mark';

export interface Bar {
  key: string;
  name: string;
  /** What the name means. */
  title: string;
  used: string;
  /** How much it changed, in words; empty where it did not. */
  delta: string;
  most: string;
  /** Length in percent; null: there is no end that it could be measured against. */
  percent: number | null;
  changed?: Strength | undefined;
}

export interface BarTable {
  key: string;
  /** What lights it (data-k). */
  keys: string;
  title: string;
  /** Classes of the title: whose colour it has. */
  titleClass: string;
  note: string;
  bars: readonly Bar[];
}

export interface Gauge {
  label: string;
  name: string;
  value: string;
  delta: string;
  percent: number;
  changed?: Strength | undefined;
  /** Borders on the same scale. */
  borders: readonly { key: string; text: string; note: string; percent: number; isEnforced: boolean }[];
}

const kTime = 280;

const changedClass = (changed: Strength | undefined) => (changed ? `changed ${changed}` : '');

/** New bars grow from nothing, others from where they are. */
function lengthen<D>(bars: Selection<HTMLElement, D, Element, unknown>, percentOf: (datum: D) => number, still: boolean): void {
  bars.each(function (datum) {
    const bar = select<HTMLElement, D>(this).interrupt();
    const wanted = `${percentOf(datum)}%`;
    if (still) bar.style('width', wanted);
    else
      bar
        .style('width', this.style.width || '0%')
        .transition()
        .duration(kTime)
        .ease(easeCubicInOut)
        .style('width', wanted);
  });
}

/** The one child of a class, made when it is not there. */
function childOf<D>(
  parent: Selection<HTMLElement, D, Element | null, unknown>,
  name: string,
  className: string,
): Selection<HTMLElement, D, Element | null, unknown> {
  const found = parent.select<HTMLElement>(`:scope > .${className}`);
  return found.empty() ? parent.append<HTMLElement>(name).attr('class', className) : found;
}

export function drawGauge(host: HTMLElement, gauge: Gauge, still: boolean): void {
  const root = select<HTMLElement, Gauge>(host)
    .datum(gauge)
    .attr('class', `bars-gauge ${changedClass(gauge.changed)}`);
  const head = childOf(root, 'h3', 'gauge-head');
  childOf(head, 'span', 'gauge-name').text(`${gauge.name} `);
  childOf(head, 'strong', 'gauge-value').text(gauge.value);
  childOf(head, 'small', 'delta').text(gauge.delta);
  const line = childOf(root, 'div', 'gauge').attr('role', 'img').attr('aria-label', gauge.label);
  lengthen(childOf(line, 'div', 'fill') as Selection<HTMLElement, Gauge, Element, unknown>, ({ percent }) => percent, still);
  line
    .selectAll<HTMLElement, Gauge['borders'][number]>('.border')
    .data(gauge.borders, ({ key }) => key)
    .join('span')
    .attr('class', ({ isEnforced }) => `border ${isEnforced ? 'enforced' : ''}`)
    .style('left', ({ percent }) => `${percent}%`);
  childOf(root, 'p', 'legend')
    .selectAll<HTMLElement, Gauge['borders'][number]>('span')
    .data(gauge.borders, ({ key }) => key)
    .join((enter) => {
      const span = enter.append('span');
      span.append('b');
      span.append('small');
      return span;
    })
    .attr('class', ({ isEnforced }) => (isEnforced ? 'enforced' : ''))
    .each(function ({ text, note }) {
      select(this).select('b').text(`${text} `);
      select(this).select('small').text(note);
    });
}

/** Tables in order, by key; `heads` names the columns for who hears them. */
export function drawBarTables(host: HTMLElement, tables: readonly BarTable[], heads: readonly string[], still: boolean): void {
  const places = new Map<Element, number>();
  for (const table of host.children) places.set(table, table.getBoundingClientRect().top);
  const joined = select(host)
    .selectAll<HTMLTableElement, BarTable>(':scope > table')
    .data(tables, ({ key }) => key)
    .join((enter) => enter.append('table').call(makeTable, heads))
    .attr('data-k', ({ keys }) => keys)
    .order();
  joined.each(function (table) {
    const one = select<HTMLTableElement, BarTable>(this);
    one.select('.title').attr('class', `title ${table.titleClass}`).text(table.title);
    one.select('.note').text(table.note);
    one
      .selectAll<HTMLElement, string>('thead th')
      .data(heads)
      .text((head) => head);
    drawRows(one, table.bars, still);
  });
  if (!still)
    joined.each(function () {
      moveFrom(this, places.get(this));
    });
}

function makeTable(tables: Selection<HTMLTableElement, BarTable, HTMLElement, unknown>, heads: readonly string[]): void {
  tables.attr('class', 'bar-table');
  const caption = tables.append('caption');
  caption.append('span').attr('class', 'title');
  caption.append('span').attr('class', 'note');
  const columns = tables.append('colgroup');
  for (const name of ['c-name', 'c-used', 'c-bar', 'c-most']) columns.append('col').attr('class', name);
  const head = tables.append('thead').attr('class', 'sr').append('tr');
  for (const _ of heads) head.append('th').attr('scope', 'col');
  tables.append('tbody');
}

function drawRows(table: Selection<HTMLTableElement, BarTable, null, undefined>, bars: readonly Bar[], still: boolean): void {
  const rows = table
    .select<HTMLElement>('tbody')
    .selectAll<HTMLElement, Bar>('tr')
    .data(bars, ({ key }) => key)
    .join((enter) => {
      const row = enter.append('tr');
      row.append('th').attr('scope', 'row');
      const used = row.append('td').attr('class', 'used');
      used.append('span').attr('class', 'value');
      used.append('small').attr('class', 'delta');
      row.append('td').attr('class', 'bar-cell').append('span').attr('class', 'bar').append('span').attr('class', 'length');
      row.append('td').attr('class', 'most');
      return row;
    })
    .order()
    .attr(
      'class',
      ({ changed, percent }) => `${changedClass(changed)} ${(percent ?? 0) >= 100 ? 'full' : ''} ${percent === null ? 'endless' : ''}`,
    )
    .attr('title', ({ title }) => title);
  rows.each(function (bar) {
    const row = select<HTMLElement, Bar>(this);
    row.select('th').text(bar.name);
    row.select('.value').text(bar.used);
    row.select('.delta').text(bar.delta ? ` ${bar.delta}` : '');
    row.select('.most').text(bar.most);
  });
  lengthen(rows.select<HTMLElement>('.length') as Selection<HTMLElement, Bar, Element, unknown>, ({ percent }) => percent ?? 0, still);
}

/** From where it was seen last to where it belongs now. */
function moveFrom(element: HTMLElement, old: number | undefined): void {
  const by = old === undefined ? 0 : old - element.getBoundingClientRect().top;
  if (Math.abs(by) < 1) return;
  select(element)
    .style('transform', `translateY(${by}px)`)
    .transition('place')
    .duration(kTime)
    .ease(easeCubicInOut)
    .style('transform', 'translateY(0px)');
}
