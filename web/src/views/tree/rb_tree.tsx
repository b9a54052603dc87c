// The same areas as kernels before 6.1 kept them: a red-black tree by address, with the way that find_vma takes to the walked address.
import { addrOfVpn, sizeOfPages } from '../../base/hex';
import { kRbNode, layoutRbTree, type PlacedNode } from '../../layout/rbtree';
import { permText } from '../../model/bits';
import { vmaKey } from '../../model/keys';
import { areaName, type Machine } from '../../model/machine';
import { curveDown } from '../../widgets/curve';
import { Drawing, Item } from '../../widgets/drawing';
import { useView } from '../context';
import { useScale } from '../view_pane';

export function RbTree({ machine, mm, width }: { machine: Machine; mm: number; width: number }) {
  const { t, focus } = useView();
  const wanted = useScale('tree');
  const vpn = machine.mmOf(focus.value.pid) === mm ? focus.value.vpn : null;
  const layout = layoutRbTree(machine.vmasOf.get(mm) ?? [], vpn, width - 8);
  if (layout.nodes.length === 0) return <p class="hint">{t.value('tree.empty')}</p>;
  // A wide tree shrinks a little before it scrolls.
  const scale = Math.max(Math.min(wanted, (width * wanted) / (layout.width + 8)), wanted * 0.85);
  const steps = t.value.n('node', layout.nodes.filter((node) => node.walked).length);
  return (
    <>
      <Drawing label={t.value('pane.tree')} width={layout.width + 6} height={layout.height + 6} scale={scale} class="rb-tree">
        {layout.links.map((link) => (
          <path key={link.key} class={`link ${link.walked ? 'walked' : ''}`} d={curveDown(link.from, link.to)} />
        ))}
        {layout.nodes.map((node) => (
          <NodeBox key={node.vma.id} node={node} isFound={layout.found === node.vma} />
        ))}
      </Drawing>
      <p class="hint rb-hint">
        {vpn !== null && <strong>{t.value('tree.rbFound', { addr: addrOfVpn(vpn), steps })}</strong>} {t.value('tree.rbHint')}
      </p>
      {layout.hidden > 0 && <p class="hint">{t.value('tree.rbMore', { areas: t.value.n('area', layout.hidden) })}</p>}
    </>
  );
}

function NodeBox({ node, isFound }: { node: PlacedNode; isFound: boolean }) {
  const { t, moment } = useView();
  const { vma, red } = node;
  const size = areaName(vma);
  const gap = sizeOfPages(node.gap);
  const changed = moment.value?.change.keys.has(vmaKey(vma.id)) ? 'changed' : '';
  const label = t.value('tree.rbNode', {
    colour: t.value(red ? 'tree.red' : 'tree.black'),
    range: `${addrOfVpn(vma.start)}-${addrOfVpn(vma.end)}`,
    perm: permText(vma.flags),
    size,
    gap,
  });
  return (
    <Item
      keys={vmaKey(vma.id)}
      label={label}
      class={`rb-node ${red ? 'red' : 'black'} ${node.walked ? 'walked' : ''} ${isFound ? 'found' : ''} ${changed}`}
      x={node.x + 2}
      y={node.y + 2}
    >
      <rect width={kRbNode.w} height={kRbNode.h} rx={8} />
      <g class="colour">
        <circle cx={12} cy={12} r={7} />
        <text class="letter" x={12} y={15} text-anchor="middle">
          {red ? 'R' : 'B'}
        </text>
      </g>
      <text class="mono small" x={23} y={15}>
        {vma.start.toString(16)}
      </text>
      <text class="small" x={8} y={29}>
        {permText(vma.flags)} {size}
      </text>
      <text class="small faint" x={8} y={40}>
        {t.value('tree.rbGap', { size: gap })}
      </text>
    </Item>
  );
}
