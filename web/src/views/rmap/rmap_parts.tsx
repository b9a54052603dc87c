// The boxes and lines of the reverse-mapping drawing.
import { addrOfVpn, hex } from '../../base/hex';
import {
  kNotePitch,
  kPageBox,
  kTreeBox,
  kVmaBox,
  type PlacedAvc,
  type PlacedPage,
  type PlacedTree,
  type PlacedVma,
  type RmapLayout,
  type RmapLink,
} from '../../layout/rmap';
import { permText } from '../../model/bits';
import { anonVmaKey, avcKey, pageKey, pteKey, vmaKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import type { PageWalk, RefHolder, Visit } from '../../model/rmap';
import { Item } from '../../widgets/drawing';
import { colourOf, useView } from '../context';

function useChanged(key: string): string {
  return useView().moment.value?.change.keys.has(key) ? 'changed' : '';
}

export function PageBox({ machine, page, isCopy }: { machine: Machine; page: PlacedPage; isCopy: boolean }) {
  const { t } = useView();
  const { pfn, mapcount, refcount } = page.walk;
  const changed = useChanged(pageKey(pfn));
  const row = machine.frameRow.get(pfn);
  const index = row === undefined ? null : machine.s.frames.index[row]!;
  return (
    <Item
      keys={pageKey(pfn)}
      label={t.value('rmap.page', { pfn: hex(pfn), mapcount, refcount })}
      class={`page-box ${changed}`}
      x={page.x + 2}
      y={page.y + 2}
    >
      <rect width={kPageBox.w} height={kPageBox.h - 4} rx={6} />
      <text class="mono strong" x={kPageBox.w / 2} y={15} text-anchor="middle">
        {hex(pfn)}
      </text>
      <text class="mono small" x={kPageBox.w / 2} y={28} text-anchor="middle">
        {index === null ? '' : t.value('rmap.index', { index: index.toString(16) })}
      </text>
      <text class="small" x={kPageBox.w / 2} y={40} text-anchor="middle">
        {isCopy ? `${t.value('rmap.copied')} · ` : ''}
        {t.value('rmap.mapcount', { count: mapcount })}
      </text>
    </Item>
  );
}

export function TreeBox({ machine, tree, width }: { machine: Machine; tree: PlacedTree; width: number }) {
  const { t } = useView();
  const { anonVmas } = machine.s;
  const parent = anonVmas.parent[tree.row]!;
  const isRoot = anonVmas.root[tree.row] === tree.id;
  const second = isRoot ? t.value('rmap.root') : t.value('rmap.parent', { id: parent });
  const title = t.value('rmap.tree', { id: tree.id });
  const third = t.value('rmap.children', { count: anonVmas.numChildren[tree.row]!, active: anonVmas.numActiveVmas[tree.row]! });
  const under = isRoot ? second : `↰ ${parent}`;
  const isWide = width >= kTreeBox.w;
  return (
    <Item
      keys={anonVmaKey(tree.id)}
      label={`${title}, ${second}, ${third}, ${t.value('rmap.refs', { count: anonVmas.refcount[tree.row]! })}`}
      class={`tree-box ${useChanged(anonVmaKey(tree.id))}`}
      x={tree.x + 2}
      y={tree.y + 2}
    >
      <rect width={width} height={kTreeBox.h - 2} rx={8} />
      <text class="strong" x={9} y={16}>
        {width >= title.length * 6.5 + 16 ? title : `av ${tree.id}`}
      </text>
      {isWide && (
        <text class="small dim" x={width - 8} y={16} text-anchor="end">
          {under}
        </text>
      )}
      <text class="small dim" x={9} y={31}>
        {isWide ? third : under}
      </text>
    </Item>
  );
}

export function VmaBox({ machine, vma }: { machine: Machine; vma: PlacedVma }) {
  const { t } = useView();
  const area = machine.vmaById.get(vma.id)!;
  const range = `${area.start.toString(16)}–${(area.end - 1).toString(16).slice(-3)}`;
  const whose = `pid ${vma.pid ?? '–'}`;
  // An area that was moved keeps its page offset, so that the pages' index need not change.
  const moved = area.pgoff !== area.start;
  const offsets = `${area.pgoff.toString(16)}–${(area.pgoff + area.end - area.start - 1).toString(16).slice(-3)}`;
  const pgoff = t.value(moved ? 'rmap.pgoffMoved' : 'rmap.pgoff', { range: offsets });
  const label = `${t.value('rmap.vma', {
    range: `${addrOfVpn(area.start)}-${addrOfVpn(area.end)}`,
    pid: vma.pid ?? '–',
    count: t.value.n('avc', area.avcCount),
  })}, ${pgoff}`;
  return (
    <g transform={`translate(${vma.x + 2} ${vma.y + 2})`}>
      <Item keys={vmaKey(vma.id)} label={label} class={`vma-box ${useChanged(vmaKey(vma.id))}`}>
        <rect width={kVmaBox.w} height={kVmaBox.h} rx={8} stroke={colourOf(vma.pid)} />
        <text class="strong" x={11} y={16} style={{ fill: colourOf(vma.pid) }}>
          {whose}
        </text>
        <text class="mono" x={17 + whose.length * 6.6} y={16}>
          {range}
        </text>
        <text class="mono small dim" x={kVmaBox.w - 10} y={16} text-anchor="end">
          {permText(area.flags)}
        </text>
        <text class={`mono small ${moved ? 'moved' : 'faint'}`} x={11} y={28}>
          {pgoff}
        </text>
      </Item>
      {vma.visits.map(({ pfn, visit }, i) => (
        <Verdict key={pfn} visit={visit} pfn={pfn} y={vma.visits.length > 1 ? 36 + i * 11 : 40} />
      ))}
    </g>
  );
}

function Verdict({ visit, pfn, y }: { visit: Visit; pfn: number; y: number }) {
  const { t } = useView();
  const text = visit.found
    ? t.value('rmap.found', { pfn: hex(pfn) })
    : visit.otherPfn === null
      ? t.value('rmap.vainEmpty', { pfn: hex(pfn) })
      : t.value('rmap.vain', { pfn: hex(pfn), other: hex(visit.otherPfn) });
  return (
    <Item
      keys={pteKey(visit.vma.mm, visit.vpn)}
      label={`${addrOfVpn(visit.vpn)}: ${text}`}
      class={`verdict ${visit.found ? 'found' : 'vain'}`}
      y={y}
    >
      <text class="small mono" x={11} y={4}>
        {text}
      </text>
    </Item>
  );
}

export function AvcDot({ avc, layout }: { avc: PlacedAvc; layout: RmapLayout }) {
  const { t } = useView();
  const visits = layout.vmas.flatMap((vma) => vma.visits).filter(({ visit }) => visit.avc === avc.id);
  const visited = visits.length === 0 ? '' : visits.some(({ visit }) => visit.found) ? 'found' : 'vain';
  const label = t.value('rmap.avc', { id: avc.id, vma: avc.vma, anonVma: avc.anonVma });
  return (
    <Item
      keys={avcKey(avc.id)}
      label={label}
      class={`avc ${visited} ${avc.red ? 'red' : 'black'} ${useChanged(avcKey(avc.id))}`}
      x={avc.cx}
      y={avc.cy}
    >
      <circle r={15} />
      <text class="small" y={4} text-anchor="middle">
        avc
      </text>
    </Item>
  );
}

/** Arcs of the interval tree bow out to the left, the further the longer they are. */
function pathOf({ kind, points }: RmapLink): string {
  const [[x1, y1], [x2, y2]] = points as [[number, number], [number, number]];
  if (kind === 'branch') {
    const bow = Math.min(46, 16 + Math.abs(y2 - y1) / 6);
    return `M${x1} ${y1}C${x1 - bow} ${y1} ${x2 - bow} ${y2} ${x2} ${y2}`;
  }
  if (kind === 'tree' || kind === 'mapping') {
    const middle = (y1 + y2) / 2;
    return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
  }
  if (kind === 'parent' && x2 - x1 > 40) return `M${x1 - 20} ${y1 - 14}C${x1} ${y1 - 36} ${x2} ${y1 - 36} ${x2 + 20} ${y1 - 14}`;
  return `M${x1} ${y1}L${x2} ${y2}`;
}

export function RmapLines({ machine, layout }: { machine: Machine; layout: RmapLayout }) {
  const keys = useView().moment.value?.change.keys;
  return (
    <g class="lines">
      {layout.links.map((link) => {
        const changed = link.pfn !== undefined && keys?.has(pageKey(link.pfn)) ? 'changed' : '';
        return <path key={link.key} class={`link ${link.kind} ${changed}`} d={pathOf(link)} />;
      })}
      {layout.pages.map((page) => {
        const [from, to] = layout.links.find((link) => link.pfn === page.walk.pfn)?.points ?? [];
        if (!from || !to || !machine.frameRow.has(page.walk.pfn)) return null;
        return (
          <text key={page.walk.pfn} class="small faint" x={(from[0] + to[0]) / 2 + 6} y={(from[1] + to[1]) / 2 + 4}>
            mapping
          </text>
        );
      })}
    </g>
  );
}

/** Beside the pages, in words: who holds their references, and what a walk costs. */
export function Notes({ layout }: { layout: RmapLayout }) {
  const { t } = useView();
  const chars = Math.floor((layout.width - layout.noteX) / 5.6);
  return (
    <g class="notes" transform={`translate(${layout.noteX} ${layout.noteY})`}>
      {layout.pages.map(({ walk }, i) => {
        const vain = walk.visits.filter((visit) => !visit.found).length;
        return (
          <g key={walk.pfn} data-k={pageKey(walk.pfn)} transform={`translate(0 ${i * kNotePitch})`}>
            <title>
              {walk.holders
                .slice(0, 30)
                .map((holder) => holderText(t.value, holder))
                .join(', ')}
            </title>
            <text class="strong" y={13}>
              {t.value('rmap.holders', { pfn: hex(walk.pfn), count: walk.refcount })}
            </text>
            <text class={`small ${vain > 0 ? 'hot' : 'dim'}`}>
              {linesOf([`${t.value('rmap.visited', { visits: walk.visits.length, vain })} ·`, ...holderParts(t.value, walk.holders)], chars)
                .slice(0, layout.pages.length > 1 ? 2 : 3)
                .map((line, at) => (
                  <tspan key={line} x={0} y={26 + at * 12}>
                    {line}
                  </tspan>
                ))}
            </text>
          </g>
        );
      })}
    </g>
  );
}

type Say = ReturnType<typeof useView>['t']['value'];

function holderText(t: Say, holder: RefHolder): string {
  if (holder.kind === 'pte') return t('rmap.holder.pte', { addr: addrOfVpn(holder.vpn ?? 0), pid: holder.pid ?? '–' });
  if (holder.kind === 'batch') return t('rmap.holder.batch', { cpu: holder.cpu ?? 0, batch: holder.batch ?? '' });
  return holder.kind === 'table' ? t('rmap.holder.table') : t('rmap.holder.other', { count: holder.count });
}

/** "2 PTEs", "+ lru_add batch of CPU 0". */
function holderParts(t: Say, holders: readonly RefHolder[]): string[] {
  const ptes = holders.filter((holder) => holder.kind === 'pte').length;
  const rest = holders.filter((holder) => holder.kind !== 'pte').map((holder) => holderText(t, holder));
  return [...(ptes > 0 ? [t.n('pte', ptes)] : []), ...rest].map((part, i) => (i === 0 ? part : `+ ${part}`));
}

/** As many parts on a line as there is room for. */
function linesOf(parts: readonly string[], chars: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= chars) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines;
}

/** Of a frame without a family to draw: what it is, and who holds it. */
export function FrameState({ machine, pfn, walk }: { machine: Machine; pfn: number; walk: PageWalk | null }) {
  const { t } = useView();
  const isZero = pfn === machine.s.machine.zeroPfn[0];
  const isAnon = walk !== null && walk.anonVma !== null;
  const key = isZero ? 'rmap.isZero' : walk === null ? 'rmap.isFree' : isAnon ? 'rmap.nobody' : 'rmap.notAnon';
  return (
    <div class="frame-state scroll" data-k={pageKey(pfn)}>
      <p>{t.value(key, { pfn: hex(pfn) })}</p>
      {walk !== null && !isZero && (
        <>
          <p class="dim">
            {t.value('rmap.mapcount', { count: walk.mapcount })} · {t.value('rmap.holders', { pfn: hex(pfn), count: walk.refcount })}
          </p>
          <ul>
            {walk.holders.slice(0, 30).map((holder, i) => (
              <li key={`${holder.kind}${String(i)}`}>{holderText(t.value, holder)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
