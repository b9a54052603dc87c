// Physical memory: zones with their free lists on top, every frame by owner below.
import { grouped, hex } from '../../base/hex';
import { kBatches, kZones } from '../../engine/generated/names';
import type { Machine } from '../../model/machine';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { ViewPane } from '../view_pane';
import { FrameGrid } from './frame_grid';

const kLegend = ['free', 'pcp', 'table', 'anon', 'shmem', 'zero', 'kernel', 'reserved'] as const;

export function MemoryView() {
  const view = useView();
  const t = view.t.value;
  const machine = view.moment.value?.machine ?? null;
  const [ref, size] = useSize<HTMLDivElement>();
  const free = machine ? machine.s.zones.freePages.reduce((sum, pages) => sum + pages, 0) : 0;
  const all = machine?.s.machine.memPages[0] ?? 0;
  return (
    <ViewPane name="memory" aside={machine ? t('memory.counts', { free: grouped(free), all: grouped(all) }) : ''} bodyClass="scroll">
      <div class="memory" ref={ref}>
        {machine && (
          <>
            <Legend />
            {size.width > 0 && <FrameGrid machine={machine} width={size.width} />}
            <Zones machine={machine} />
            <Batches machine={machine} />
          </>
        )}
      </div>
    </ViewPane>
  );
}

function Legend() {
  const { t } = useView();
  return (
    <ul class="legend">
      {kLegend.map((owner) => (
        <li key={owner}>
          <i class={`swatch ${owner}`} /> {t.value(`owner.${owner}`)}
        </li>
      ))}
    </ul>
  );
}

function Zones({ machine }: { machine: Machine }) {
  const { t } = useView();
  const { zones, freeAreas, pcp } = machine.s;
  return (
    <>
      {Array.from(zones.zone, (zone, row) => {
        const counts = Array.from(freeAreas.zone, (one, at) => (one === zone ? freeAreas.nrFree[at]! : -1)).filter((count) => count >= 0);
        const lists = Array.from(pcp.zone, (one, at) => (one === zone ? { cpu: pcp.cpu[at]!, count: pcp.count[at]! } : null));
        return (
          <div class="zone" key={zone}>
            <h3>
              {t.value('memory.zone', { zone: kZones[zone] ?? zone })}{' '}
              <small>
                {t.value('memory.watermarks', {
                  min: zones.watermarkMin[row]!,
                  low: zones.watermarkLow[row]!,
                  high: zones.watermarkHigh[row]!,
                })}
              </small>
            </h3>
            <OrderBars counts={counts} />
            <p class="pcp">
              {t.value('memory.pcpLabel')}:{' '}
              {lists
                .filter((list) => list !== null)
                .map((list) => t.value('memory.pcp', { cpu: list.cpu, count: list.count }))
                .join(' · ')}
            </p>
          </div>
        );
      })}
    </>
  );
}

/** How many free blocks of each order, as a bar whose height is the logarithm of the count. */
function OrderBars({ counts }: { counts: number[] }) {
  const { t } = useView();
  return (
    <table class="orders">
      <thead>
        <tr>
          <th scope="row">{t.value('memory.order')}</th>
          {counts.map((_, order) => (
            <th scope="col" key={`o${String(order)}`}>
              {order}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t.value('memory.blocks')}</th>
          {counts.map((count, order) => (
            <td key={`c${String(order)}`} class={count === 0 ? 'none' : ''}>
              {count}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

function Batches({ machine }: { machine: Machine }) {
  const { t } = useView();
  const { batchPages } = machine.s;
  const kinds = [...new Set(batchPages.kind)].sort();
  if (kinds.length === 0) return null;
  return (
    <div class="batches">
      {kinds.map((kind) => (
        <div key={kind}>
          <h3>{t.value('memory.batch', { batch: kBatches[kind] ?? '' })}</h3>
          {[...new Set(Array.from(batchPages.cpu).filter((_, row) => batchPages.kind[row] === kind))].sort().map((cpu) => (
            <BatchOfCpu key={cpu} machine={machine} kind={kind} cpu={cpu} />
          ))}
        </div>
      ))}
    </div>
  );
}

function BatchOfCpu({ machine, kind, cpu }: { machine: Machine; kind: number; cpu: number }) {
  const { batchPages } = machine.s;
  const pages = Array.from(batchPages.pfn).filter((_, row) => batchPages.kind[row] === kind && batchPages.cpu[row] === cpu);
  return (
    <p>
      <span class="dim">CPU {cpu}</span>{' '}
      {pages.map((pfn, place) => (
        <code key={place} data-k={`page:${pfn}`}>
          {hex(pfn)}
        </code>
      ))}
    </p>
  );
}
