// Limits: what is promised to all, and what each process uses of what it may use.
import './limits.css';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { drawBarTables, drawGauge } from '../../draw/bars';
import { kNarrow } from '../../layout/narrow';
import { kNoChange } from '../../model/diff';
import { commitOf } from '../../model/limits';
import type { Machine } from '../../model/machine';
import { focusFirst, pickSpaces } from '../../model/pick';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { ViewPane } from '../view_pane';
import { commitGauge, limitTables } from './limit_bars';

export function LimitsView() {
  const { moment } = useView();
  const now = moment.value;
  return (
    <ViewPane name="limits" bodyClass="scroll">
      {now && <Limits machine={now.machine} before={now.before} />}
    </ViewPane>
  );
}

function Limits({ machine, before }: { machine: Machine; before: Machine | null }) {
  const { t, focus, moment, still } = useView();
  const words = t.value;
  const [room, { width }] = useSize<HTMLDivElement>();
  const gauge = useRef<HTMLDivElement>(null);
  const tables = useRef<HTMLDivElement>(null);
  const isNarrow = width < kNarrow;
  const { mms, hiddenSpaces } = pickSpaces(machine, focus.value, moment.value?.change ?? kNoChange);
  const { mode } = commitOf(machine, before);
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    if (width === 0) return;
    const isStill = still.peek() || isFirst.current;
    isFirst.current = false;
    drawGauge(gauge.current!, commitGauge(machine, before, words), isStill);
    const heads = [words('limits.limit'), words('limits.used'), words('limits.share'), words('limits.most')];
    drawBarTables(tables.current!, limitTables(machine, before, focusFirst(machine, focus.value, mms), isNarrow, words), heads, isStill);
  }, [machine, before, focus.value, words, isNarrow, width > 0]);
  return (
    <div class={`limits ${isNarrow ? 'narrow' : ''}`} ref={room} tabIndex={0} role="group" aria-label={words('pane.limits')}>
      <section aria-label={words('limits.commit')}>
        <div ref={gauge} />
        {!isNarrow && <p class="dim small-text">{words(mode === 2 ? 'limits.mode2' : mode === 1 ? 'limits.mode1' : 'limits.mode0')}</p>}
      </section>
      <div class="bar-tables" ref={tables} />
      {hiddenSpaces > 0 && <p class="hint">{words('limits.more', { processes: words.n('process', hiddenSpaces) })}</p>}
    </div>
  );
}
