// Reverse mapping of the pages in the focus: the family of anon_vmas as columns, areas as rows, chain nodes where they meet.
import { hex } from '../../base/hex';
import { layoutRmap } from '../../layout/rmap';
import type { Machine } from '../../model/machine';
import { type PageWalk, pageWalk } from '../../model/rmap';
import { Drawing } from '../../widgets/drawing';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { useScale, ViewPane } from '../view_pane';
import { AvcDot, Notes, PageBox, RmapLines, TreeBox, VmaBox } from './rmap_parts';

export function RmapView() {
  const view = useView();
  const t = view.t.value;
  const machine = view.moment.value?.machine ?? null;
  const pfns = view.focus.value.pfns;
  const walks = machine ? pfns.map((pfn) => pageWalk(machine, pfn)).filter((walk) => walk !== null) : [];
  const subtitle = walks.length > 0 && (
    <>
      {t('rmap.frame', { pfn: '' })}
      <code>{walks.map((walk) => hex(walk.pfn)).join(' → ')}</code>
    </>
  );
  return (
    <ViewPane name="rmap" subtitle={subtitle || undefined} aside={walks.length > 0 ? t('rmap.legend') : ''} bodyClass="rmap-body">
      {machine && walks.length > 0 ? <Rmap machine={machine} walks={walks} /> : <p class="hint">{t('rmap.none')}</p>}
    </ViewPane>
  );
}

/** Too narrow for areas to stand right of the columns. */
const kNarrow = 500;

function Rmap({ machine, walks }: { machine: Machine; walks: PageWalk[] }) {
  const { t, focus } = useView();
  const wanted = useScale('rmap');
  const [ref, size] = useSize<HTMLDivElement>();
  const layout = layoutRmap(machine, walks, focus.value, size.width > 0 && size.width < kNarrow);
  // A wide family shrinks a little to fit before it scrolls, but its type stays readable.
  const scale = size.width > 0 ? Math.max(Math.min(wanted, size.width / (layout.width + 4)), Math.min(wanted, 0.9)) : wanted;
  return (
    <div class="rmap">
      <div class="scroll grow-y" ref={ref}>
        <Drawing label={t.value('pane.rmap')} width={layout.width + 4} height={layout.height + 4} scale={scale} class="rmap-drawing">
          <RmapLines machine={machine} layout={layout} />
          <Notes layout={layout} />
          {layout.trees.map((tree) => (
            <TreeBox key={tree.id} machine={machine} tree={tree} />
          ))}
          {layout.vmas.map((vma) => (
            <VmaBox key={vma.id} machine={machine} vma={vma} />
          ))}
          {layout.avcs.map((avc) => (
            <AvcDot key={avc.id} avc={avc} layout={layout} />
          ))}
          {layout.pages.map((page, i) => (
            <PageBox key={page.walk.pfn} machine={machine} page={page} isCopy={i > 0} />
          ))}
        </Drawing>
        {layout.hidden > 0 && <p class="hint">{t.value('rmap.more', { count: layout.hidden })}</p>}
      </div>
    </div>
  );
}
