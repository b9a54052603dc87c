// What happened: the call tree that ran, and the counters that moved. The story across the top says it in a sentence.
import { useMemo, useState } from 'preact/hooks';
import { grouped } from '../../base/hex';
import { rowsOf } from '../../model/call_rows';
import { callTree } from '../../model/calls';
import { useView } from '../context';
import { ViewPane } from '../view_pane';
import { CallTree } from './call_tree';

export function WhatView() {
  const view = useView();
  const t = view.t.value;
  const moment = view.moment.value;
  const events = moment?.events ?? [];
  const at = moment?.status.cursor.event ?? null;
  const total = moment?.status.eventsOf.total ?? 0;
  const all = total > events.length ? t('what.kept', { kept: grouped(events.length), all: grouped(total) }) : t.n('event', total);
  const aside = at === null ? all : t('what.event', { at: grouped(at), all: grouped(total) });
  const { rows, toggle } = useRows();
  return (
    <ViewPane
      name="what"
      subtitle={moment?.asked ? <code>{moment.asked}</code> : undefined}
      aside={total > 0 ? aside : ''}
      bodyClass="what-body scroll"
    >
      {at !== null && at > events.length && <p class="hint">{t('what.notKept', { at: grouped(at) })}</p>}
      {events.length === 0 && <p class="hint">{t(moment && moment.status.head > 0 ? 'what.none' : 'what.nothing')}</p>}
      {rows.length > 0 && <CallTree rows={rows} onToggle={toggle} />}
      {total > events.length && <p class="hint">{t('what.limit', { count: grouped(total - events.length) })}</p>}
      {moment?.asked === null && <Counters />}
    </ViewPane>
  );
}

/** The rows of the looked-at command, and which of them are open: that lasts until another command is looked at. */
function useRows() {
  const { moment, sentences } = useView();
  const now = moment.value;
  const events = now?.events;
  const of = `${now?.status.eventsOf.command} ${now?.status.eventsOf.text}`;
  const [folding, setFolding] = useState({ of, keys: new Set<string>() });
  const toggled = folding.of === of ? folding.keys : new Set<string>();
  const tree = useMemo(() => callTree(events ?? []), [events]);
  const { check } = now?.status.eventsOf ?? { check: '' };
  const looking = { machine: now?.machine ?? null, sentences: sentences.value, check, at: now?.status.cursor.event ?? null, toggled };
  const toggle = (key: string) => {
    const keys = new Set(toggled);
    if (!keys.delete(key)) keys.add(key);
    setFolding({ of, keys });
  };
  return { rows: rowsOf(tree, looking), toggle };
}

function Counters() {
  const { t, moment } = useView();
  const counters = moment.value?.change.counters ?? [];
  if (counters.length === 0) return null;
  return (
    <table class="counters">
      <caption>{t.value('what.counters')}</caption>
      <thead class="sr">
        <tr>
          <th scope="col">{t.value('what.counter')}</th>
          <th scope="col">{t.value('what.value')}</th>
          <th scope="col">{t.value('what.delta')}</th>
        </tr>
      </thead>
      <tbody>
        {counters.map((one) => (
          <tr key={one.name} title={one.doc}>
            <th scope="row">{one.name}</th>
            <td>{grouped(one.value)}</td>
            <td class="delta">{one.delta > 0 ? `+${grouped(one.delta)}` : `−${grouped(-one.delta)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
