// Reverse mapping of the pages in the focus: the family of anon_vmas as columns, areas as rows, chain nodes where they meet.

import { useLayoutEffect } from 'preact/hooks';
import { hex } from '../../base/hex';
import { layoutRmap } from '../../layout/rmap';
import type { Machine } from '../../model/machine';
import { type PageWalk, pageWalk } from '../../model/rmap';
import { Drawing } from '../../widgets/drawing';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { useScale, ViewPane } from '../view_pane';
import { AvcDot, FrameState, Notes, PageBox, RmapLines, TreeBox, VmaBox } from './rmap_parts';

export function RmapView() {
  const view = useView();
  const t = view.t.value;
  const machine = view.moment.value?.machine ?? null;
  const pfns = view.focus.value.pfns;
  const walks = machine ? pfns.map((pfn) => pageWalk(machine, pfn)).filter((walk) => walk !== null) : [];
  const drawn = walks.filter((walk) => walk.anonVma !== null && walk.mapcount > 0);
  const [first] = pfns;
  const subtitle = pfns.length > 0 && (
    <>
      {t('rmap.frame', { pfn: '' })}
      <code>{(drawn.length > 0 ? drawn.map((walk) => walk.pfn) : pfns).map((pfn) => hex(pfn)).join(' → ')}</code>
    </>
  );
  return (
    <ViewPane name="rmap" subtitle={subtitle || undefined} aside={drawn.length > 0 ? t('rmap.legend') : ''} bodyClass="rmap-body">
      {machine && drawn.length > 0 && <Rmap machine={machine} walks={drawn} />}
      {machine && drawn.length === 0 && first !== undefined && <FrameState machine={machine} pfn={first} walk={walks[0] ?? null} />}
      {first === undefined && <p class="hint">{t('rmap.none')}</p>}
    </ViewPane>
  );
}

/** Too narrow for areas to stand right of the columns. */
const kNarrow = 500;

function Rmap({ machine, walks }: { machine: Machine; walks: PageWalk[] }) {
  const { t, focus } = useView();
  const wanted = useScale('rmap');
  const [ref, size] = useSize<HTMLDivElement>();
  const layout = layoutRmap(machine, walks, focus.value, size.width / wanted - 4, size.width > 0 && size.width < kNarrow);
  // A wide family shrinks a little to fit before it scrolls, but its type stays readable.
  const scale = size.width > 0 ? Math.max(Math.min(wanted, size.width / (layout.width + 4)), wanted * 0.9) : wanted;
  // Where even that is too wide, the areas stay in sight at the right, and the columns pass below them.
  const keepAreas = () => {
    const beyond = (layout.areasRight + 4) * scale - size.width - (ref.current?.scrollLeft ?? 0);
    ref.current?.style.setProperty('--areas', `${-Math.max(0, beyond) / scale}px`);
  };
  useLayoutEffect(keepAreas);
  return (
    <div class="rmap">
      <div class="scroll grow-y" ref={ref} onScroll={keepAreas}>
        <Drawing label={t.value('pane.rmap')} width={layout.width + 4} height={layout.height + 4} scale={scale} class="rmap-drawing">
          <RmapLines machine={machine} layout={layout} />
          <Notes layout={layout} />
          {layout.trees.map((tree) => (
            <TreeBox key={tree.id} machine={machine} tree={tree} width={layout.treeWidth} />
          ))}
          {layout.avcs.map((avc) => (
            <AvcDot key={avc.id} avc={avc} layout={layout} />
          ))}
          <g class="areas">
            {layout.vmas.map((vma) => (
              <VmaBox key={vma.id} machine={machine} vma={vma} />
            ))}
          </g>
          {layout.pages.map((page, i) => (
            <PageBox key={page.walk.pfn} machine={machine} page={page} isCopy={i > 0} />
          ))}
        </Drawing>
        {layout.hidden > 0 && <p class="hint">{t.value('rmap.more', { count: layout.hidden })}</p>}
      </div>
    </div>
  );
}
