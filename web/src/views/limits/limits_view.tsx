// Limits: what is promised to all, and what each process uses of what it may use.
import './limits.css';
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { drawBarTables, drawGauge } from '../../draw/bars';
import { kNarrow } from '../../layout/narrow';
import { kNoChange } from '../../model/diff';
import { isOfLimitKind, kLimitKinds, type LimitKind, limitText } from '../../model/limit_kind';
import { commitOf, type LimitRow, limitRows } from '../../model/limits';
import type { Machine } from '../../model/machine';
import { focusFirst, ownersIn, pickSpaces } from '../../model/pick';
import { useSize } from '../../widgets/use_size';
import { type Moment, useView } from '../context';
import { Filters } from '../filters';
import { ViewPane } from '../view_pane';
import { commitGauge, limitTables } from './limit_bars';

interface LimitFilter {
  /** null: whoever it is. */
  pid: number | null;
  kind: LimitKind;
}

/** What somebody chose to see, until the page is loaded again. */
const only = signal<LimitFilter>({ pid: null, kind: 'all' });

const kAsked = {
  whose: 'limits.process',
  which: 'limits.kind',
  kinds: kLimitKinds,
} as const;

function choose(filter: LimitFilter): void {
  only.value = filter;
}

export function LimitsView() {
  const { moment } = useView();
  const now = moment.value;
  const pids = now ? ownersIn(now.machine) : [];
  const { pid, kind } = only.value;
  const filter: LimitFilter = { pid: pid !== null && pids.length > 1 && pids.includes(pid) ? pid : null, kind };
  const stays = (owner: number, name: string | null) =>
    (filter.pid === null || owner === filter.pid) &&
    (kind === 'all' || rowsThatFit(now!, owner, kind).some((row) => name === null || row.name === name));
  return (
    <ViewPane
      name="limits"
      tools={now && <Filters {...kAsked} {...filter} pids={pids} onChange={choose} />}
      shorten={(text) => limitText(text, stays)}
      bodyClass="scroll"
    >
      {now && <Limits machine={now.machine} before={now.before} filter={filter} />}
    </ViewPane>
  );
}

function rowsThatFit({ machine, before }: Moment, pid: number, kind: LimitKind): LimitRow[] {
  const mm = machine.mmOf(pid);
  return mm === null ? [] : limitRows(machine, before, mm).filter(isOfLimitKind[kind]);
}

interface Props {
  machine: Machine;
  before: Machine | null;
  filter: LimitFilter;
}

function Limits({ machine, before, filter: { pid, kind } }: Props) {
  const { t, focus, moment, still } = useView();
  const words = t.value;
  const [room, { width }] = useSize<HTMLDivElement>();
  const gauge = useRef<HTMLDivElement>(null);
  const tables = useRef<HTMLDivElement>(null);
  const isNarrow = width < kNarrow;
  const picked = pickSpaces(machine, focus.value, moment.value?.change ?? kNoChange);
  // Who asks for a process has it, whether or not it was among those that are drawn.
  const mms = pid === null ? picked.mms : [machine.mmOf(pid)!];
  const hiddenSpaces = pid === null ? picked.hiddenSpaces : 0;
  const { mode } = commitOf(machine, before);
  const isFirst = useRef(true);
  const [isNone, setNone] = useState(false);
  useLayoutEffect(() => {
    if (width === 0) return;
    const isStill = still.peek() || isFirst.current;
    isFirst.current = false;
    drawGauge(gauge.current!, commitGauge(machine, before, words), isStill);
    const heads = [words('limits.limit'), words('limits.used'), words('limits.share'), words('limits.most')];
    const wanted = limitTables(machine, before, focusFirst(machine, focus.value, mms), isNarrow, words, isOfLimitKind[kind]);
    drawBarTables(tables.current!, wanted, heads, isStill);
    setNone(wanted.length === 0);
  }, [machine, before, focus.value, words, isNarrow, width > 0, pid, kind]);
  return (
    <div class={`limits ${isNarrow ? 'narrow' : ''}`} ref={room} tabIndex={0} role="group" aria-label={words('pane.limits')}>
      <section aria-label={words('limits.commit')}>
        <div ref={gauge} />
        {!isNarrow && <p class="dim small-text">{words(mode === 2 ? 'limits.mode2' : mode === 1 ? 'limits.mode1' : 'limits.mode0')}</p>}
      </section>
      <div class="bar-tables" ref={tables} />
      {isNone && <p class="hint">{words('limits.noSuch')}</p>}
      {hiddenSpaces > 0 && <p class="hint">{words('limits.more', { processes: words.n('process', hiddenSpaces) })}</p>}
    </div>
  );
}
