// The areas of one process as a tree: the maple tree with its slots, pivots and gaps, or the red-black tree of kernels before 6.1.
import { signal } from '@preact/signals';
import { type AreaKind, isOfAreaKind, kAreaKinds } from '../../model/area_kind';
import type { Machine } from '../../model/machine';
import { mapleOf } from '../../model/maple';
import { ownersIn } from '../../model/pick';
import { PidBadge } from '../../widgets/pane';
import { useView, type ViewContext } from '../context';
import { Filters } from '../filters';
import { ViewPane } from '../view_pane';
import { MapleDrawing } from './maple_tree';
import { RbTree } from './rb_tree';

/** Which of the two drawings of the same areas is seen. */
const kind = signal<'maple' | 'rb'>('maple');

/** Areas that stand out: the others stay where the tree has them, and stand back. */
const areas = signal<AreaKind>('all');

const kAsked = {
  whose: 'tree.process',
  which: 'spaces.kind',
  kinds: kAreaKinds,
} as const;

const choose =
  ({ look, focus }: ViewContext) =>
  (wanted: { pid: number | null; kind: AreaKind }) => {
    areas.value = wanted.kind;
    if (wanted.pid !== null && wanted.pid !== focus.value.pid) look({ pid: wanted.pid });
  };

export function TreeView() {
  const view = useView();
  const t = view.t.value;
  const machine = view.moment.value?.machine ?? null;
  const pid = view.focus.value.pid;
  const mm = machine?.mmOf(pid) ?? null;
  const counts = machine && mm !== null ? countsOf(machine, mm) : null;
  const isMaple = kind.value === 'maple';
  const vpn = view.focus.value.vpn;
  const owner = mm === null ? null : machine!.pidOf(mm);
  const fits = isOfAreaKind[areas.value];
  const aside =
    counts &&
    (isMaple
      ? t('tree.counts', { nodes: t.n('node', counts.nodes), areas: t.n('area', counts.areas), height: counts.height })
      : t.n('area', counts.areas));
  return (
    <ViewPane
      name="tree"
      subtitle={<PidBadge pid={pid} />}
      aside={aside}
      tools={
        <>
          {machine && <Filters {...kAsked} pids={ownersIn(machine)} pid={owner} kind={areas.value} isOne onChange={choose(view)} />}
          <KindSwitch />
        </>
      }
      twins={isMaple ? undefined : ['rbtree']}
      bodyClass="tree-body"
    >
      {machine && mm !== null && counts?.areas === 0 && <p class="hint">{t('tree.empty')}</p>}
      {machine &&
        mm !== null &&
        counts?.areas !== 0 &&
        (isMaple ? (
          <MapleDrawing machine={machine} mm={mm} vpn={vpn} fits={fits} />
        ) : (
          <RbTree machine={machine} mm={mm} vpn={vpn} fits={fits} />
        ))}
    </ViewPane>
  );
}

function KindSwitch() {
  const { t } = useView();
  return (
    <span class="switch" role="group" aria-label={t.value('tree.kind')}>
      {(['maple', 'rb'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={kind.value === one}
          onClick={() => {
            kind.value = one;
          }}
        >
          {t.value(`tree.${one}`)}
        </button>
      ))}
    </span>
  );
}

function countsOf(machine: Machine, mm: number) {
  const tree = mapleOf(machine, mm);
  return { nodes: tree?.byId.size ?? 0, areas: machine.vmasOf.get(mm)?.length ?? 0, height: tree?.levels ?? 0 };
}
