// Who maps a page: the pages in the focus, drawn with the family of anon_vmas that leads to those who map them.
import { signal } from '@preact/signals';
import { hex } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { kNoChange } from '../../model/diff';
import type { Machine } from '../../model/machine';
import { kFolded, type Unfolded } from '../../model/pick_family';
import { type PageWalk, pageWalk } from '../../model/rmap';
import { useView } from '../context';
import { Drawn } from '../drawn';
import { ViewPane } from '../view_pane';
import { FrameState } from './frame_state';
import { rmapContent } from './rmap_marks';

/** What somebody unfolded, kept over commands. */
const unfolded = signal<Unfolded>(kFolded);

function act(what: string): void {
  const { batches, spaces } = unfolded.value;
  if (what === 'more') unfolded.value = { batches: batches + 1, spaces };
  else if (what === 'fewer') unfolded.value = kFolded;
  else if (what.startsWith('space:')) unfolded.value = { batches, spaces: new Set([...spaces, Number(what.slice(6))]) };
}

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

function Rmap({ machine, walks }: { machine: Machine; walks: PageWalk[] }) {
  const { t, focus, moment, strength } = useView();
  const scene = {
    machine,
    walks,
    change: moment.value?.change ?? kNoChange,
    strength: strength.value,
    focus: focus.value,
    unfolded: unfolded.value,
    t: t.value,
  };
  const content = ({ width, height }: Size) => rmapContent({ ...scene, width, height });
  return <Drawn name="rmap" label={t.value('pane.rmap')} content={content} act={act} />;
}
