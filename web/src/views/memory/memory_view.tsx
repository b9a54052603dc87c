// Physical memory: from the whole machine down to one frame. The drawing looks at what changed; a click on a block looks at that.
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { grouped } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { frameMap, kOwners, type Owner } from '../../layout/memory';
import { pageKey, parseKey } from '../../model/keys';
import { copiesOf } from '../../model/origins';
import { type Moment, useView } from '../context';
import { Drawn } from '../drawn';
import { ViewPane } from '../view_pane';
import { memoryContent } from './memory_marks';

/** The block that somebody chose, for as long as nothing else happens. */
const picked = signal<{ pfn: number; moment: Moment } | null>(null);
const only = signal<Owner | null>(null);

export function MemoryView() {
  const view = useView();
  const t = view.t.value;
  const moment = view.moment.value;
  const machine = moment?.machine ?? null;
  const map = useMemo(() => machine && frameMap(machine), [machine]);
  const copies = useMemo(() => (moment ? copiesOf(moment.machine, moment.change) : new Map<number, number>()), [moment]);
  const strength = view.strength.value;
  const { pid, pfns } = view.focus.value;
  const chosen = picked.value?.moment === moment ? picked.value.pfn : null;
  const kind = only.value;
  const free = machine ? machine.s.zones.freePages.reduce((sum, pages) => sum + pages, 0) : 0;
  const all = machine?.s.machine.memPages[0] ?? 0;
  const content = (room: Size) => {
    const pfn = chosen ?? lookedAt(moment!, pfns, copies);
    const { change } = moment!;
    const cpu = machine!.task(pid)?.cpu ?? 0;
    return memoryContent({ machine: machine!, map: map!, change, strength, copies, pfn, cpu, only: kind, room, t });
  };
  return (
    <ViewPane name="memory" aside={machine ? t('memory.counts', { free: grouped(free), all: grouped(all) }) : ''} bodyClass="memory-body">
      {machine && <Drawn name="memory" label={t('pane.memory')} content={content} act={(what) => act(what, moment!)} />}
    </ViewPane>
  );
}

/** "block:PFN" looks at a block, "only:KIND" makes one kind stand out, or all again. */
function act(what: string, moment: Moment): void {
  const [name, value = ''] = what.split(':');
  if (name === 'block') picked.value = { pfn: Number(value), moment };
  const owner = kOwners.find((one) => one === value);
  if (name === 'only' && owner) only.value = only.value === owner ? null : owner;
}

/** The frame that the last step is about: of those in focus a copy, or one that changed; else any that changed; else what is there. */
function lookedAt({ machine, change }: Moment, pfns: readonly number[], copies: ReadonlyMap<number, number>): number {
  const copy = pfns.find((pfn) => copies.has(pfn)) ?? [...copies.keys()][0];
  const inFocus = copy ?? pfns.find((pfn) => change.keys.has(pageKey(pfn)));
  if (inFocus !== undefined) return inFocus;
  for (const key of change.keys) if (key.startsWith('page:')) return parseKey(key).numbers[0]!;
  const { frames } = machine.s;
  return change.freed[0] ?? pfns[0] ?? frames.pfn[Math.max(0, frames.type.indexOf(4))] ?? 0;
}
