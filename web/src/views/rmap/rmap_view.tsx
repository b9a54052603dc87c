// Who maps a page: the pages in the focus, drawn with the family of anon_vmas that leads to those who map them.
import { signal } from '@preact/signals';
import { hex } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { kNoChange } from '../../model/diff';
import type { Machine, Vma } from '../../model/machine';
import { kFolded, type Unfolded } from '../../model/pick_family';
import { familyOf, type PageWalk, pageWalk } from '../../model/rmap';
import { type FamilyFilter, familyFilter, kVisitKinds, visitText } from '../../model/visit_kind';
import { useView } from '../context';
import { Drawn } from '../drawn';
import { Filters } from '../filters';
import { ViewPane } from '../view_pane';
import { FrameState } from './frame_state';
import { rmapContent } from './rmap_marks';

/** What somebody unfolded, kept over commands. */
const unfolded = signal<Unfolded>(kFolded);

/** What somebody chose to see, until the page is loaded again. */
const only = signal<FamilyFilter>({ pid: null, kind: 'all' });

const kAsked = {
  whose: 'rmap.process',
  which: 'rmap.kind',
  kinds: kVisitKinds,
} as const;

function choose(filter: FamilyFilter): void {
  only.value = filter;
}

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
  const { filter, pids, fits, hidden, isEmpty } = useFilter(machine, drawn);
  const [first] = pfns;
  const subtitle = pfns.length > 0 && (
    <>
      {t('rmap.frame', { pfn: '' })}
      <code>{(drawn.length > 0 ? drawn.map((walk) => walk.pfn) : pfns).map((pfn) => hex(pfn)).join(' → ')}</code>
    </>
  );
  return (
    <ViewPane
      name="rmap"
      subtitle={subtitle || undefined}
      aside={hidden > 0 ? t('what.hidden', { count: hidden }) : drawn.length > 0 ? t('rmap.legend') : ''}
      tools={drawn.length > 0 && <Filters {...kAsked} {...filter} pids={pids} onChange={choose} />}
      shorten={(text) =>
        visitText(
          text,
          (id) => hidden === 0 || fits(machine?.vmaById.get(id)),
          (count) => t('what.hidden', { count }),
        )
      }
      bodyClass="rmap-body"
    >
      {isEmpty && <p class="hint">{t('rmap.noSuch')}</p>}
      {machine && drawn.length > 0 && !isEmpty && <Rmap machine={machine} walks={drawn} only={hidden > 0 ? fits : undefined} />}
      {machine && drawn.length === 0 && first !== undefined && <FrameState machine={machine} pfn={first} walk={walks[0] ?? null} />}
      {first === undefined && <p class="hint">{t('rmap.none')}</p>}
    </ViewPane>
  );
}

/** The areas that are wanted. A process that has none in this family is not asked for. */
function useFilter(machine: Machine | null, walks: readonly PageWalk[]) {
  const [first] = walks;
  const vmas = (machine && first && familyOf(machine, first.anonVma!)?.vmas) || [];
  const pids = [...new Set(vmas.map((vma) => machine!.pidOf(vma.mm)))].filter((pid) => pid !== null);
  const { pid, kind } = only.value;
  const filter: FamilyFilter = { pid: pid !== null && pids.length > 1 && pids.includes(pid) ? pid : null, kind };
  const isWanted = machine ? familyFilter(machine, walks, filter) : () => true;
  const fits = (vma: Vma | undefined) => vma !== undefined && isWanted(vma);
  const hidden = vmas.filter((vma) => !isWanted(vma)).length;
  return { filter, pids, fits, hidden, isEmpty: vmas.length > 0 && hidden === vmas.length };
}

function Rmap({ machine, walks, only: fits }: { machine: Machine; walks: PageWalk[]; only: ((vma: Vma) => boolean) | undefined }) {
  const { t, focus, moment, strength } = useView();
  const scene = {
    machine,
    walks,
    change: moment.value?.change ?? kNoChange,
    strength: strength.value,
    focus: focus.value,
    unfolded: unfolded.value,
    ...(fits ? { only: fits } : {}),
    t: t.value,
  };
  const content = ({ width, height }: Size) => rmapContent({ ...scene, width, height });
  return <Drawn name="rmap" label={t.value('pane.rmap')} content={content} act={act} />;
}
