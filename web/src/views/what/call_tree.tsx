// The call tree as a list of lines; each is a button that shows the machine at that event.
import { useEffect, useRef } from 'preact/hooks';
import { infoOf } from '../../engine/generated/events';
import type { CallRow } from '../../model/calls';
import { checkText, eventSentence, isRefusal, reasonText, shortArgs } from '../../model/event_text';
import { saysNo } from '../../model/verdicts';
import { keepOneTabStop, onArrowKey } from '../../widgets/arrows';
import { useView } from '../context';

const kMaxRows = 400;

export function CallTree({ rows, at }: { rows: CallRow[]; at: number | null }) {
  const { t } = useView();
  const ref = useRef<HTMLOListElement>(null);
  const current = at === null ? -1 : rowAt(rows, at);
  useEffect(() => {
    if (current >= 0) ref.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  useEffect(() => {
    if (ref.current) keepOneTabStop(ref.current);
  });
  return (
    <>
      <ol
        class="calls"
        ref={ref}
        aria-label={t.value('what.tree')}
        onKeyDown={(event) => ref.current && onArrowKey(event, ref.current)}
        onFocusIn={(event) => ref.current && takeTabStop(ref.current, event.target as HTMLElement)}
      >
        {rows.slice(0, kMaxRows).map((row, i) => (
          <Line key={row.call.at} row={row} at={at} isCurrent={i === current} />
        ))}
      </ol>
      {rows.length > kMaxRows && <p class="hint">{t.value('what.more', { count: rows.length - kMaxRows })}</p>}
    </>
  );
}

/** The line that was clicked is the one that Tab comes back to. */
function takeTabStop(list: HTMLElement, line: HTMLElement): void {
  if (!line.matches('[data-item]')) return;
  for (const item of list.querySelectorAll('[data-item][tabindex="0"]')) item.setAttribute('tabindex', '-1');
  line.setAttribute('tabindex', '0');
}

/** The line that the newest event belongs to: the deepest call that has begun last and whose record it is. */
function rowAt(rows: CallRow[], at: number): number {
  let best = -1;
  rows.forEach((row, i) => {
    if (row.call.at === at - 1 || row.call.end === at - 1) best = i;
    else if (row.count > 1 && row.call.at < at) best = Math.max(best, i);
  });
  return best;
}

function Line({ row, at, isCurrent }: { row: CallRow; at: number | null; isCurrent: boolean }) {
  const { t, sentences, moment, seekEvent } = useView();
  const { call } = row;
  const info = infoOf(call.begin);
  const isFuture = at !== null && call.at >= at;
  const ended = call.end !== null && (at === null || call.end < at);
  const event = ended ? call.final : call.begin;
  const check = isRefusal(event) ? (moment.value?.status.eventsOf.check ?? '') : '';
  const reason = !ended ? '' : check ? checkText(check, sentences.value) : reasonText(event.reason, sentences.value);
  const command = moment.value?.asked === null ? moment.value.status.cursor.command - 1 : -1;
  const state = isCurrent ? 'current' : isFuture ? 'future' : '';
  const refused = ended && saysNo(event);
  return (
    <li class={state}>
      <button
        type="button"
        data-item
        tabIndex={-1}
        title={eventSentence(call.final, sentences.value)}
        aria-current={isCurrent ? 'step' : undefined}
        onClick={() => command >= 0 && seekEvent(command, call.at + 1)}
      >
        <Rails row={row} />
        <span class="call-name">{info?.name}</span> <span class="call-args">{shortArgs(event, row.above)}</span>
        {row.count > 1 && <span class="call-times"> {t.value('what.times', { count: row.count })}</span>}
        {(reason || refused) && (
          <span class={`call-reason ${refused ? 'no' : ''}`}>
            {refused ? '✗ ' : ''}
            {reason}
          </span>
        )}
      </button>
    </li>
  );
}

function Rails({ row }: { row: CallRow }) {
  if (row.depth === 0) return null;
  const above = row.rails;
  return (
    <span class="rails" aria-hidden="true">
      {above.map((goesOn, depth) => (
        <i key={`${depth}${goesOn}`} class={goesOn ? 'line' : ''} />
      ))}
      <i class={row.isLast ? 'last' : 'branch'} />
    </span>
  );
}
