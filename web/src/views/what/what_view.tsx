// What happened: the call tree that ran, all of it or what is asked for, and the counters that moved. The story across the top says it in a
// sentence.
import './what.css';
import { signal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { grouped } from '../../base/hex';
import { type CallFilter, filterCalls, partakers } from '../../model/call_filter';
import { rowsOf } from '../../model/call_rows';
import { callTree } from '../../model/calls';
import { kEventKinds } from '../../model/event_kinds';
import { useView } from '../context';
import { Filters } from '../filters';
import { ViewPane } from '../view_pane';
import { CallTree } from './call_tree';
import { drawCounters } from './drawn_counters';

/** What somebody chose to see, until the page is loaded again. */
const only = signal<CallFilter>({ pid: null, kind: 'all' });

const kAsked = {
  whose: 'what.process',
  which: 'what.kind',
  kinds: ['all', ...kEventKinds],
} as const;

function choose(filter: CallFilter): void {
  only.value = filter;
}

export function WhatView() {
  const view = useView();
  const t = view.t.value;
  const moment = view.moment.value;
  const events = moment?.events ?? [];
  const at = moment?.status.cursor.event ?? null;
  const total = moment?.status.eventsOf.total ?? 0;
  const all = total > events.length ? t('what.kept', { kept: grouped(events.length), all: grouped(total) }) : t.n('event', total);
  const aside = at === null ? all : t('what.event', { at: grouped(at), all: grouped(total) });
  const { pids, filter, calls, hidden } = useCalls();
  const { rows, toggle } = useRows(calls);
  return (
    <ViewPane
      name="what"
      subtitle={moment?.asked ? <code>{moment.asked}</code> : undefined}
      aside={total > 0 ? aside : ''}
      tools={events.length > 0 && <Filters {...filter} {...kAsked} pids={pids} onChange={choose} />}
      bodyClass="what-body scroll"
    >
      {at !== null && at > events.length && <p class="hint">{t('what.notKept', { at: grouped(at) })}</p>}
      {events.length === 0 && <p class="hint">{t(moment && moment.status.head > 0 ? 'what.none' : 'what.nothing')}</p>}
      {rows.length > 0 && <CallTree rows={rows} onToggle={toggle} />}
      {hidden > 0 && <p class="hint">{t('what.hidden', { count: grouped(hidden) })}</p>}
      {total > events.length && <p class="hint">{t('what.limit', { count: grouped(total - events.length) })}</p>}
      {moment?.asked === null && <Counters />}
    </ViewPane>
  );
}

/** The calls of the looked-at command that are wanted. A process that has no part in it is not asked for. */
function useCalls() {
  const { moment } = useView();
  const now = moment.value;
  const events = now?.events;
  const machines = [now?.machine ?? null, now?.before ?? null];
  const tree = useMemo(() => callTree(events ?? []), [events]);
  const pids = useMemo(() => partakers(tree, machines), [tree, ...machines]);
  const { pid, kind } = only.value;
  const filter: CallFilter = { pid: pid !== null && pids.length > 1 && pids.includes(pid) ? pid : null, kind };
  const { calls, hidden } = useMemo(() => filterCalls(tree, filter, machines), [tree, filter.pid, kind, ...machines]);
  return { pids, filter, calls, hidden };
}

/** Their rows, and which of them are open: that lasts until another command is looked at. */
function useRows(calls: ReturnType<typeof useCalls>['calls']) {
  const { moment, sentences } = useView();
  const now = moment.value;
  const of = `${now?.status.eventsOf.command} ${now?.status.eventsOf.text}`;
  const [folding, setFolding] = useState({ of, keys: new Set<string>() });
  const toggled = folding.of === of ? folding.keys : new Set<string>();
  const { check } = now?.status.eventsOf ?? { check: '' };
  const looking = { machine: now?.machine ?? null, sentences: sentences.value, check, at: now?.status.cursor.event ?? null, toggled };
  const toggle = (key: string) => {
    const keys = new Set(toggled);
    if (!keys.delete(key)) keys.add(key);
    setFolding({ of, keys });
  };
  return { rows: rowsOf(calls, looking), toggle };
}

function Counters() {
  const { t, moment } = useView();
  const table = useRef<HTMLTableElement>(null);
  const words = t.value;
  const counters = moment.value?.change.counters ?? [];
  useLayoutEffect(() => {
    const heads = [words('what.counter'), words('what.value'), words('what.delta')];
    if (table.current) drawCounters(table.current, counters, { title: words('what.counters'), heads });
  }, [counters, words]);
  return counters.length > 0 ? <table class="counters" ref={table} /> : null;
}
