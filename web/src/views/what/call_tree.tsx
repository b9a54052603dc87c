// The call tree: rows that fold, each with its result, the reason and the things that it names. Enter shows the machine at its event.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type CallRow, withOneCurrent } from '../../model/call_rows';
import { useView } from '../context';
import { DrawnCalls } from './drawn_calls';

const kMaxRows = 1000;

interface Props {
  rows: readonly CallRow[];
  onToggle(key: string): void;
}

export function CallTree({ rows, onToggle }: Props) {
  const { t, sentences, moment, still, seekEvent } = useView();
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnCalls | null>(null);
  const step = moment.value;
  const command = step?.asked === null ? step.status.cursor.command - 1 : -1;
  const act = (row: CallRow) => {
    if (row.alike > 0) row.canOpen && onToggle(row.key);
    else if (command >= 0) seekEvent(command, row.call.at + 1);
  };
  const latest = useRef({ act, onToggle });
  latest.current = { act, onToggle };
  useLayoutEffect(() => {
    drawn.current = new DrawnCalls(host.current!, {
      act: (row) => latest.current.act(row),
      toggle: ({ key }) => latest.current.onToggle(key),
    });
  }, []);
  const words = { t: t.value, sentences: sentences.value };
  useLayoutEffect(() => drawn.current!.show(withOneCurrent(rows.slice(0, kMaxRows)), words, { step, still: still.peek() }));
  useEffect(() => drawn.current!.reveal());
  return (
    <>
      <div class="calls" role="tree" ref={host} aria-label={t.value('what.tree')} />
      {rows.length > kMaxRows && <p class="hint">{t.value('what.more', { count: rows.length - kMaxRows })}</p>}
    </>
  );
}
