// The same areas as kernels before 6.1 kept them: a red-black tree by address, with the way that find_vma takes to the walked address.
import { signal } from '@preact/signals';
import { addrOfVpn } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { findVma, rbTreeOf } from '../../layout/rbtree';
import { vmaKey } from '../../model/keys';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { Drawn } from '../drawn';
import type { TreeProps } from './maple_tree';
import { rbContent } from './rb_marks';

/** Areas whose children somebody asked for. */
const unfolded = signal<ReadonlySet<number>>(new Set());
/** Of areas that changed, as many are never folded away. */
const kMostWanted = 8;
/** In a room lower than this, px, there is none for words below the tree. */
const kLow = 240;

/** "below:7": the children of an area's node. */
function act(what: string): void {
  const id = Number(what.split(':')[1]);
  const next = new Set(unfolded.value);
  if (!next.delete(id)) next.add(id);
  unfolded.value = next;
}

export function RbTree({ machine, mm, vpn, fits }: TreeProps) {
  const { t, moment, strength } = useView();
  const now = moment.value;
  const areas = machine.vmasOf.get(mm) ?? [];
  const changed = areas.filter((area) => now?.change.keys.has(vmaKey(area.id))).slice(0, kMostWanted);
  const wanted = new Set(changed.map((area) => area.id));
  const opened = unfolded.value;
  const [room, { height }] = useSize<HTMLDivElement>();
  const content = ({ width, height }: Size) =>
    rbContent({
      machine,
      before: now?.before ?? null,
      mm,
      fits,
      strength: strength.value,
      t: t.value,
      options: { vpn, width, height, wanted, unfolded: opened },
    });
  const steps = vpn === null ? null : t.value.n('node', findVma(rbTreeOf(areas), vpn).way.length);
  return (
    <div class="fill" ref={room}>
      <Drawn name="tree" label={t.value('pane.tree')} content={content} act={act} />
      {height > kLow && (
        <p class="hint rb-hint">
          {vpn !== null && steps && <strong>{t.value('tree.rbFound', { addr: addrOfVpn(vpn), steps })}</strong>} {t.value('tree.rbHint')}
        </p>
      )}
    </div>
  );
}
