// The areas of one process as a tree: the maple tree with its slots, pivots and gaps, or the red-black tree of kernels before 6.1.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lastAddrBefore, sizeOfPages } from '../../base/hex';
import { kNodeHead, kSlotRow, layoutMaple, type NodeCard, slotsOfType } from '../../layout/maple';
import { permText } from '../../model/bits';
import { nodeKey, vmaKey } from '../../model/keys';
import { areaName, type Machine } from '../../model/machine';
import { curveAcross } from '../../widgets/curve';
import { Drawing, Item } from '../../widgets/drawing';
import { bringInSight } from '../../widgets/in_sight';
import { PidBadge } from '../../widgets/pane';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { useScale, ViewPane } from '../view_pane';
import { RbTree } from './rb_tree';

/** Which of the two drawings of the same areas is seen. */
const kind = signal<'maple' | 'rb'>('maple');

export function TreeView() {
  const view = useView();
  const t = view.t.value;
  const machine = view.moment.value?.machine ?? null;
  const pid = view.focus.value.pid;
  const mm = machine?.mmOf(pid) ?? null;
  const [ref, size] = useSize<HTMLDivElement>();
  const scale = useScale('tree');
  const counts = machine && mm !== null ? countsOf(machine, mm) : null;
  const isMaple = kind.value === 'maple';
  const vpn = view.focus.value.vpn;
  useEffect(() => {
    const target = ref.current?.querySelector('.rb-node.found, .row.changed, .card.changed > .head');
    const scroller = ref.current?.closest('.scroll');
    if (target && scroller) bringInSight(scroller, target);
  }, [machine, mm, vpn, isMaple, scale, size.width > 0]);
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
      tools={<KindSwitch />}
      twins={isMaple ? undefined : ['rbtree']}
      bodyClass="scroll"
    >
      <div class="fill" ref={ref}>
        {machine && mm !== null && size.width > 0 && isMaple && <Maple machine={machine} mm={mm} width={size.width / scale} />}
        {machine && mm !== null && size.width > 0 && !isMaple && <RbTree machine={machine} mm={mm} width={size.width / scale} />}
      </div>
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
  const nodes = Array.from(machine.s.mapleNodes.mm).filter((one) => one === mm).length;
  const areas = machine.vmasOf.get(mm)?.length ?? 0;
  return { nodes, areas, height: machine.s.mms.treeHeight[machine.mmRow.get(mm)!]! };
}

function Maple({ machine, mm, width }: { machine: Machine; mm: number; width: number }) {
  const { t } = useView();
  const scale = useScale('tree');
  const layout = layoutMaple(machine, mm, width);
  if (layout.cards.length === 0) return <p class="hint">{t.value('tree.empty')}</p>;
  return (
    <Drawing label={t.value('pane.tree')} width={layout.width + 2} height={layout.height + 4} scale={scale} class="maple">
      {layout.links.map((link) => (
        <path key={link.key} class="link" d={curveAcross(link.from, link.to)} />
      ))}
      {layout.cards.map((card) => (
        <NodeBox key={card.node} machine={machine} card={card} />
      ))}
    </Drawing>
  );
}

function NodeBox({ machine, card }: { machine: Machine; card: NodeCard }) {
  const { t, moment } = useView();
  const { mapleNodes: nodes } = machine.s;
  const used = nodes.count[card.row]!;
  const all = slotsOfType(nodes.type[card.row]!);
  const changed = moment.value?.change.keys.has(nodeKey(card.node)) ? 'changed' : '';
  return (
    <g class={`card ${changed}`} transform={`translate(${card.x + 1} ${card.y + 1})`}>
      <rect class="box" width={card.w} height={card.h} rx={6} />
      <Item
        keys={nodeKey(card.node)}
        label={`${t.value('tree.node', { node: card.node })}, ${t.value('tree.slots', { used, all })}`}
        class="head"
      >
        <rect class="hit" width={card.w} height={kNodeHead} rx={6} />
        <text class="name" x={10} y={16}>
          {t.value(card.leaf ? 'tree.leaf' : 'tree.inner')}
        </text>
        <g class="fill-meter" transform={`translate(${card.w - 10 - all * 6} 9)`}>
          {Array.from({ length: all }, (_, i) => (
            <rect key={i} x={i * 6} width={4.5} height={7} rx={1} class={i < used ? 'on' : ''} />
          ))}
        </g>
      </Item>
      {card.slots.map((slot) => (
        <Slot key={slot.row} machine={machine} row={slot.row} y={slot.y} w={card.w} />
      ))}
      {card.free > 0 && (
        <text class="faint small" x={card.w / 2} y={kNodeHead + used * kSlotRow + 14} text-anchor="middle">
          {t.value('tree.free', { count: card.free })}
        </text>
      )}
    </g>
  );
}

function Slot({ machine, row, y, w }: { machine: Machine; row: number; y: number; w: number }) {
  const { t, moment } = useView();
  const { mapleSlots: slots } = machine.s;
  const kind = slots.kind[row]!;
  const target = slots.target[row]!;
  const pages = slots.endVpn[row]! - slots.startVpn[row]!;
  // The pivot is the last address of the slot, as the node stores it.
  const pivot = lastAddrBefore(slots.endVpn[row]!);
  const vma = kind === 1 ? machine.vmaById.get(target) : undefined;
  const gapBelow = { size: sizeOfPages(slots.gapPages[row]!) };
  const content = vma
    ? `${permText(vma.flags)} ${areaName(vma)}`
    : kind === 2
      ? t.value('tree.gapBelow', gapBelow)
      : `${t.value('tree.gap')} ${sizeOfPages(pages)}`;
  // Pivot and content share a line.
  const isTight = kind === 2 && (pivot.length + content.length) * 6.7 + 60 > w;
  const key = vma ? vmaKey(vma.id) : kind === 2 ? nodeKey(target) : null;
  const changed = key && moment.value?.change.keys.has(key) ? 'changed' : '';
  const label = t.value('tree.slot', { slot: slots.slot[row]!, pivot, content });
  const body = (
    <>
      <rect class="line" width={w - 6} height={kSlotRow - 2} rx={4} />
      <text class="mono index" x={8} y={13}>
        {slots.slot[row]}
      </text>
      <text class="mono dim" x={32} y={13}>
        {pivot}
      </text>
      <text class="mono" x={w - 16} y={13} text-anchor="end">
        {isTight ? `≤ ${gapBelow.size}` : content}
      </text>
    </>
  );
  if (!key) {
    return (
      <g class="row gap-slot" transform={`translate(3 ${y})`}>
        <title>{label}</title>
        {body}
      </g>
    );
  }
  return (
    <Item keys={key} label={label} class={`row ${kind === 1 ? 'vma-slot' : 'node-slot'} ${changed}`} x={3} y={y}>
      {body}
    </Item>
  );
}
