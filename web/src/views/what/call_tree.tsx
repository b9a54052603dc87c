// The call tree: rows that fold, each with its result, the reason and the things that it names. Enter shows the machine at its event.
import { useEffect, useRef, useState } from 'preact/hooks';
import { grouped } from '../../base/hex';
import { infoOf } from '../../engine/generated/events';
import type { CallRow, RowArg } from '../../model/call_rows';
import { eventSentence } from '../../model/event_text';
import { eventKey } from '../../model/keys';
import { useView } from '../context';

const kMaxRows = 1000;

interface Props {
  rows: readonly CallRow[];
  onToggle(key: string): void;
}

export function CallTree({ rows, onToggle }: Props) {
  const { t, moment, seekEvent } = useView();
  const ref = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState('');
  const shown = rows.slice(0, kMaxRows);
  const current = shown.findLast((row) => row.state === 'current')?.key ?? '';
  const tabStop = shown.some((row) => row.key === stop) ? stop : shown[0]?.key;
  const elementOf = (key: string) => ref.current?.querySelector<HTMLElement>(`[data-row="${key}"]`);
  useEffect(() => elementOf(current)?.scrollIntoView({ block: 'nearest' }), [current]);
  const command = moment.value?.asked === null ? moment.value.status.cursor.command - 1 : -1;
  const act = (row: CallRow) => {
    if (row.alike > 0) row.canOpen && onToggle(row.key);
    else if (command >= 0) seekEvent(command, row.call.at + 1);
  };
  const onKey = (event: KeyboardEvent) => {
    const target = event.target as Element;
    const at = shown.findIndex((row) => row.key === rowOf(target));
    const row = shown[at];
    // A thing is chosen by the page's own listener.
    if (target.matches('[data-k]') && (event.key === 'Enter' || event.key === ' ')) return;
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = stepOf(event.key, shown, at);
    if (step === null) return;
    event.preventDefault();
    if (step === 'act') act(row);
    else if (step === 'toggle') onToggle(row.key);
    else elementOf(shown[step]!.key)?.focus();
  };
  return (
    <>
      <div
        class="calls"
        role="tree"
        ref={ref}
        aria-label={t.value('what.tree')}
        onKeyDown={onKey}
        onFocusIn={(event) => setStop(rowOf(event.target as Element))}
      >
        {shown.map((row) => (
          <Line
            key={row.key}
            row={row}
            isCurrent={row.key === current}
            isStop={row.key === tabStop}
            onAct={() => act(row)}
            onToggle={() => onToggle(row.key)}
          />
        ))}
      </div>
      {rows.length > kMaxRows && <p class="hint">{t.value('what.more', { count: rows.length - kMaxRows })}</p>}
    </>
  );
}

const rowOf = (element: Element) => element.closest('[data-row]')?.getAttribute('data-row') ?? '';

/** What a key does in a tree: opens and closes, acts, or goes to another row. */
function stepOf(key: string, rows: readonly CallRow[], at: number): number | 'act' | 'toggle' | null {
  const { depth, canOpen, isOpen } = rows[at]!;
  const within = (to: number) => (to >= 0 && to < rows.length ? to : at);
  if (key === 'Enter' || key === ' ') return 'act';
  if (key === 'ArrowDown') return within(at + 1);
  if (key === 'ArrowUp') return within(at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return rows.length - 1;
  if (key === 'ArrowRight') return canOpen && !isOpen ? 'toggle' : isOpen ? within(at + 1) : at;
  if (key === 'ArrowLeft') return isOpen ? 'toggle' : within(rows.findLastIndex((row, i) => i < at && row.depth < depth));
  return null;
}

interface LineProps {
  row: CallRow;
  isCurrent: boolean;
  isStop: boolean;
  onAct(): void;
  onToggle(): void;
}

function Line({ row, isCurrent, isStop, onAct, onToggle }: LineProps) {
  const { t, sentences } = useView();
  // A thing in the row is chosen by a click on it; the sign in front folds; all the rest leads to the event.
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    if (target.closest('.call-sign') && row.canOpen) onToggle();
    else if (!target.closest('[data-k]')) onAct();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree listens for its rows
    <div
      role="treeitem"
      data-item
      data-row={row.key}
      tabIndex={isStop ? 0 : -1}
      class={`call ${isCurrent ? 'current' : row.state === 'future' ? 'future' : ''}`}
      aria-level={row.depth + 1}
      aria-expanded={row.canOpen ? row.isOpen : undefined}
      aria-current={isCurrent ? 'step' : undefined}
      title={row.alike > 0 ? undefined : eventSentence(row.call.final, sentences.value)}
      onClick={onClick}
    >
      <span class="rails" aria-hidden="true">
        {Array.from({ length: row.depth }, (_, depth) => (
          <i key={depth} class="line" />
        ))}
      </span>
      <span class={`call-sign ${row.canOpen ? 'folds' : ''}`} aria-hidden="true">
        {row.canOpen ? (row.isOpen ? '▾' : '▸') : '·'}
      </span>
      {row.alike > 0 ? (
        <span class="call-text call-times">{t.value('what.alike', { name: row.name, count: grouped(row.alike) })}</span>
      ) : (
        <Words row={row} isStop={isStop} />
      )}
    </div>
  );
}

/** The result first, the reason second, what it was given last. Of the row that the Tab key stops at it goes on to the things. */
function Words({ row: { name, call, result, given, reason, refused }, isStop }: { row: CallRow; isStop: boolean }) {
  const info = infoOf(call.final);
  return (
    <span class="call-text">
      <span class="call-name" {...(info && thing(eventKey(info.id), isStop))}>
        {name}
      </span>
      {result.length > 0 && <Args args={result} kind="call-result" isStop={isStop} />}
      {(reason || refused) && (
        <span class={`call-reason ${refused ? 'no' : ''}`}>
          {' '}
          {refused ? '✗ ' : ''}
          {reason}
        </span>
      )}
      {given.length > 0 && <Args args={given} kind="call-args" isStop={isStop} />}
    </span>
  );
}

/** What makes a word in a row a thing that can be chosen. */
const thing = (key: string, isStop: boolean) => ({ 'data-k': key, 'data-item': true, role: 'button', tabIndex: isStop ? 0 : -1 }) as const;

function Args({ args, kind, isStop }: { args: readonly RowArg[]; kind: string; isStop: boolean }) {
  return (
    <span class={kind}>
      {args.map(({ text, key }, i) => (
        <span key={i}>
          {' '}
          <span {...(key && thing(key, isStop))}>{text}</span>
        </span>
      ))}
    </span>
  );
}
