// Address spaces: a lane for each on one broken scale, below every area its pages; whose and which areas are drawn can be chosen.
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Size } from '../../draw/camera';
import { type AreaKind, isOfAreaKind, kAreaKinds } from '../../model/area_kind';
import type { Machine } from '../../model/machine';
import { mergesOf } from '../../model/merge';
import { originsOf } from '../../model/origins';
import { ownersIn, type PickedSpaces, pickSpaces } from '../../model/pick';
import { useView } from '../context';
import { Drawn } from '../drawn';
import { Filters } from '../filters';
import { ViewPane } from '../view_pane';
import { folded, MergeSteps } from './merge_steps';
import { spaceContent } from './space_marks';

interface AreaFilter {
  /** null: whoever it is. */
  pid: number | null;
  kind: AreaKind;
}

/** What somebody chose to see, until the page is loaded again. */
const only = signal<AreaFilter>({ pid: null, kind: 'all' });
/** Folds that somebody opened, by the pages that they hide. */
const openedFolds = signal<readonly (readonly [start: number, end: number])[]>([]);

/** "open:START-END": the pages that a fold hides. */
function act(what: string): void {
  const [start, end] = what.replace('open:', '').split('-').map(Number);
  if (start !== undefined && end !== undefined) openedFolds.value = [...openedFolds.value, [start, end]];
}

export function SpacesView() {
  const view = useView();
  const t = view.t.value;
  const moment = view.moment.value;
  const machine = moment?.machine;
  const counts = machine
    ? t('spaces.counts', { processes: t.n('process', machine.tasks.length), areas: t.n('area', machine.vmas.length) })
    : '';
  const merges = useMemo(
    () => moment && mergesOf(moment.before, moment.machine, moment.events.slice(0, moment.status.cursor.event ?? undefined)),
    [moment],
  );
  const origins = useMemo(() => moment && originsOf(moment.before, moment.machine), [moment]);
  // All that the drawing depends on is read here, so that it is drawn again when any of it changes.
  const { pid, vpn } = view.focus.value;
  const strength = view.strength.value;
  const picked = machine ? filtered(machine, pickSpaces(machine, view.focus.value, moment.change), only.value) : null;
  const opened = picked ? openedIn(machine!, picked, openedFolds.value) : new Set<number>();
  const told = folded.value ? null : merges;
  const content = (room: Size) => {
    const focus = { mm: machine!.mmOf(pid), vpn };
    return spaceContent({
      machine: machine!,
      picked: picked!,
      merges: told,
      change: moment!.change,
      strength,
      origins: origins!,
      focus,
      opened,
      room,
      t,
    });
  };
  return (
    <ViewPane
      name="spaces"
      aside={counts}
      tools={machine && <AreaFilters machine={machine} />}
      bodyClass="spaces-body"
      twins={merges ? ['spaces', 'merge'] : undefined}
    >
      {machine && <Drawn name="spaces" label={t('pane.spaces')} content={content} act={act} />}
      {merges && <MergeSteps steps={merges.steps} />}
    </ViewPane>
  );
}

function filtered(machine: Machine, picked: PickedSpaces, { pid, kind }: AreaFilter): PickedSpaces {
  const mm = pid === null ? null : machine.mmOf(pid);
  const mms = mm !== null && picked.mms.includes(mm) ? [mm] : picked.mms;
  if (kind === 'all') return { ...picked, mms };
  return { ...picked, mms, areasOf: new Map(mms.map((one) => [one, (picked.areasOf.get(one) ?? []).filter(isOfAreaKind[kind])])) };
}

/** Beginnings of all areas within the folds that are open. */
function openedIn(machine: Machine, { mms }: PickedSpaces, folds: typeof openedFolds.value): Set<number> {
  const opened = new Set<number>();
  if (folds.length === 0) return opened;
  for (const mm of mms)
    for (const { start } of machine.vmasOf.get(mm) ?? []) {
      if (folds.some(([from, to]) => start >= from && start < to)) opened.add(start);
    }
  return opened;
}

const kAsked = {
  whose: 'spaces.process',
  which: 'spaces.kind',
  kinds: kAreaKinds,
} as const;

function choose(filter: AreaFilter): void {
  only.value = filter;
}

function AreaFilters({ machine }: { machine: Machine }) {
  const { pid, kind } = only.value;
  const pids = ownersIn(machine);
  return <Filters {...kAsked} pids={pids} pid={pid !== null && pids.includes(pid) ? pid : null} kind={kind} onChange={choose} />;
}
