// The counters that moved, a row each, joined by name with d3-selection.
import { select } from 'd3-selection';
import { grouped } from '../../base/hex';
import type { Change } from '../../model/diff';

type Counter = Change['counters'][number];

export interface CounterWords {
  title: string;
  /** Of the columns, for who hears them. */
  heads: readonly string[];
}

export function drawCounters(table: HTMLElement, counters: readonly Counter[], { title, heads }: CounterWords): void {
  const root = select(table);
  root.selectChildren('caption').data([title]).join('caption').text(title);
  root
    .selectChildren('thead')
    .data([heads])
    .join((enter) => {
      const head = enter.append('thead').attr('class', 'sr');
      head.append('tr');
      return head;
    })
    .select('tr')
    .selectChildren('th')
    .data(heads)
    .join('th')
    .attr('scope', 'col')
    .text((head) => head);
  root
    .selectChildren('tbody')
    .data([counters])
    .join('tbody')
    .selectChildren<HTMLElement, Counter>()
    .data(counters, ({ name }) => name)
    .join((enter) => {
      const row = enter.append('tr');
      row.append('th').attr('scope', 'row');
      row.append('td');
      row.append('td').attr('class', 'delta');
      return row;
    })
    .attr('title', ({ doc }) => doc)
    .each(function ({ name, value, delta }) {
      const [head, now, moved] = this.children;
      head!.textContent = name;
      now!.textContent = grouped(value);
      moved!.textContent = delta > 0 ? `+${grouped(delta)}` : `−${grouped(-delta)}`;
    });
}
