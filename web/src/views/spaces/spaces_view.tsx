// Address spaces: a strip for each, on one scale; below every area its pages.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { addrOfVpn, sizeOfPages } from '../../base/hex';
import { kGapWidth, kMinArea, layoutSpaces, pageCells, type SpacesLayout } from '../../layout/spaces';
import { isPresent, isWritable, permText } from '../../model/bits';
import { kNoChange } from '../../model/diff';
import { mmKey, pageKey, pteKey, vmaKey } from '../../model/keys';
import { areaName, type Machine, type Vma } from '../../model/machine';
import { mergesOf } from '../../model/merge';
import { type PickedSpaces, pickSpaces } from '../../model/pick';
import { Drawing, Item } from '../../widgets/drawing';
import { useSize } from '../../widgets/use_size';
import { colourOf, useView } from '../context';
import { useScale, ViewPane } from '../view_pane';
import { MergePair } from './merge_pair';

const kLeft = 82;
/** Narrower strips scroll instead, so that a page keeps a cell that can be hit. */
const kMinStrips = 480;
const kRowHeight = 50;
const kStrip = 24;

export function SpacesView() {
  const view = useView();
  const t = view.t.value;
  const moment = view.moment.value;
  const [ref, size] = useSize<HTMLDivElement>();
  const scale = useScale('spaces');
  const machine = moment?.machine;
  const counts = machine
    ? t('spaces.counts', { processes: t.n('process', machine.tasks.length), areas: t.n('area', machine.vmas.length) })
    : '';
  const merges = useMemo(
    () => moment && mergesOf(moment.before, moment.machine, moment.events.slice(0, moment.status.cursor.event ?? undefined)),
    [moment],
  );
  return (
    <ViewPane name="spaces" aside={counts} bodyClass="scroll" twins={merges ? ['spaces', 'merge'] : undefined}>
      <div class="fill" ref={ref}>
        <div class="as-wide">
          {merges && machine && size.width > 0 && <MergePair machine={machine} merges={merges} width={size.width / scale} />}
          {machine && size.width > 0 && <Spaces machine={machine} width={size.width / scale} />}
        </div>
      </div>
    </ViewPane>
  );
}

function Spaces({ machine, width }: { machine: Machine; width: number }) {
  const { t, focus, moment } = useView();
  const scale = useScale('spaces');
  const picked = pickSpaces(machine, focus.value, moment.value?.change ?? kNoChange);
  const { mms, hiddenSpaces, hiddenAreas } = picked;
  const zombies = machine.tasks.filter((task) => task.zombie);
  const layout = layoutSpaces(
    [...picked.areasOf.values()].flatMap((areas) => areas.map((vma) => [vma.start, vma.end] as const)),
    Math.max(kMinStrips, width - kLeft - 4),
  );
  const more = hiddenSpaces + hiddenAreas > 0;
  const height = mms.length * kRowHeight + (zombies.length > 0 ? 24 : 0) + (more ? 24 : 0) + 30;
  const ref = useChangeInSight(machine, picked, layout);
  return (
    <div ref={ref}>
      <Drawing label={t.value('pane.spaces')} width={kLeft + layout.width + 2} height={height} scale={scale} class="spaces">
        {mms.map((mm, row) => (
          <SpaceRow key={mm} machine={machine} mm={mm} vmas={picked.areasOf.get(mm)!} y={row * kRowHeight + 2} layout={layout} />
        ))}
        <Zombies machine={machine} y={mms.length * kRowHeight + 14} />
        {more && (
          <text class="small" x={0} y={mms.length * kRowHeight + (zombies.length > 0 ? 38 : 14)}>
            {t.value('spaces.more', { processes: t.value.n('process', hiddenSpaces), areas: t.value.n('area', hiddenAreas) })}
          </text>
        )}
        <Marks layout={layout} y={height - 8} />
      </Drawing>
    </div>
  );
}

/** Scrolls, within the pane alone, to the row and the area that changed; down only where no merge stands above, which is seen first. */
function useChangeInSight(machine: Machine, { mms, areasOf }: PickedSpaces, layout: SpacesLayout) {
  const ref = useRef<HTMLDivElement>(null);
  const { moment, focus } = useView();
  const scale = useScale('spaces');
  const now = moment.value;
  useEffect(() => {
    const scroller = ref.current?.closest('.scroll');
    const keys = now?.change.keys;
    if (!ref.current || !scroller || !keys || keys.size === 0) return;
    const own = machine.mmOf(focus.value.pid);
    const isChanged = (mm: number) => keys.has(mmKey(mm)) || areasOf.get(mm)!.some((vma) => changeIn(machine, vma, keys) !== null);
    const mm = own !== null && areasOf.has(own) && isChanged(own) ? own : mms.find(isChanged);
    if (mm === undefined) return;
    const changed = areasOf.get(mm)!.find((vma) => changeIn(machine, vma, keys) !== null);
    const box = ref.current.getBoundingClientRect();
    const origin = scroller.getBoundingClientRect();
    const top = box.top - origin.top + scroller.scrollTop + mms.indexOf(mm) * kRowHeight * scale;
    const beyond = (at: number, room: number, from: number, size: number) => at < from || at + room > from + size;
    const isBelowMerge = scroller.querySelector('.merge') !== null;
    if (!isBelowMerge && beyond(top, kRowHeight * scale, scroller.scrollTop, scroller.clientHeight))
      scroller.scrollTop = top - (scroller.clientHeight - kRowHeight * scale) / 2;
    if (!changed) return;
    const left = box.left - origin.left + scroller.scrollLeft + (kLeft + layout.x(changeIn(machine, changed, keys)!)) * scale;
    if (beyond(left, kMinArea * scale, scroller.scrollLeft, scroller.clientWidth)) scroller.scrollLeft = left - scroller.clientWidth / 2;
  }, [now, scale]);
  return ref;
}

/** The first page of an area that changed, or its start where the area itself did; null: nothing there did. */
function changeIn(machine: Machine, vma: Vma, keys: ReadonlySet<string>): number | null {
  const row = machine.leavesIn(vma.mm, vma.start, vma.end).find((one) => keys.has(pteKey(vma.mm, machine.s.ptes.vpn[one]!)));
  if (row !== undefined) return machine.s.ptes.vpn[row]!;
  return keys.has(vmaKey(vma.id)) ? vma.start : null;
}

function SpaceRow({ machine, mm, vmas, y, layout }: { machine: Machine; mm: number; vmas: Vma[]; y: number; layout: SpacesLayout }) {
  const { t } = useView();
  const tasks = machine.tasksOf(mm);
  const pid = tasks[0]?.pid ?? null;
  const names = tasks.map((task) => task.pid).join('+');
  return (
    <g class="space-row" transform={`translate(0 ${y})`}>
      <Item keys={mmKey(mm)} label={`pid ${names}`} class="badge">
        <rect y={2} width={kLeft - 14} height={20} rx={10} stroke={colourOf(pid)} />
        <text x={(kLeft - 14) / 2} y={16} text-anchor="middle" style={{ fill: colourOf(pid) }}>
          pid {names}
        </text>
      </Item>
      {layout.columns.map((column) =>
        column.kind === 'gap' ? (
          <g key={`gap-${column.start}`} class="gap" transform={`translate(${kLeft + column.x} 0)`}>
            <title>
              {t.value('spaces.gap', {
                size: sizeOfPages(column.end - column.start),
                start: addrOfVpn(column.start),
                end: addrOfVpn(column.end),
              })}
            </title>
            <rect width={kGapWidth} height={kStrip} />
            <path d={`M4 ${kStrip / 2}H${kGapWidth / 2 - 4}l3 -5l3 10l3 -5H${kGapWidth - 4}`} />
          </g>
        ) : null,
      )}
      {vmas.map((vma) => (
        <Area key={vma.id} machine={machine} vma={vma} pid={pid} layout={layout} />
      ))}
      {vmas.length === 0 && (
        <text x={kLeft} y={16} class="faint">
          {t.value('spaces.empty')}
        </text>
      )}
    </g>
  );
}

function Area({ machine, vma, pid, layout }: { machine: Machine; vma: Vma; pid: number | null; layout: SpacesLayout }) {
  const { t, moment } = useView();
  const x = layout.x(vma.start);
  const w = Math.max(4, layout.x(vma.end) - x - 2);
  const pages = vma.end - vma.start;
  const perm = permText(vma.flags);
  const name = areaName(vma);
  const full = `${perm} ${name}`;
  const text = w > full.length * 6.4 + 8 ? full : w > name.length * 6.4 + 6 ? name : w > 30 ? perm : '';
  const changed = moment.value?.change.keys.has(vmaKey(vma.id)) ? 'changed' : '';
  const label = t.value('spaces.vma', {
    range: `${addrOfVpn(vma.start)}-${addrOfVpn(vma.end)}`,
    perm,
    size: sizeOfPages(pages),
    pid: pid ?? '–',
  });
  return (
    <g class="area-group">
      <Item keys={vmaKey(vma.id)} label={label} class={`area ${changed} ${vma.flags & 7 ? '' : 'noaccess'}`} x={kLeft + x + 1}>
        <rect width={w} height={kStrip} rx={4} />
        <rect class="owner" width={3} height={kStrip} fill={colourOf(pid)} />
        <text x={w / 2 + 1} y={16} text-anchor="middle">
          {text}
        </text>
      </Item>
      {pageCells(vma.start, vma.end, x + 1, w).map((cell) =>
        cell.pages === 1 ? (
          <PageMark key={cell.vpn} machine={machine} vma={vma} pid={pid} vpn={cell.vpn} x={kLeft + cell.x} w={cell.w} />
        ) : (
          <PageGroup key={cell.vpn} machine={machine} vma={vma} from={cell.vpn} pages={cell.pages} x={kLeft + cell.x} w={cell.w} />
        ),
      )}
    </g>
  );
}

interface PageProps {
  machine: Machine;
  vma: Vma;
  pid: number | null;
  vpn: number;
  x: number;
  w: number;
}

function PageMark({ machine, vma, pid, vpn, x, w }: PageProps) {
  const { t, moment } = useView();
  const entry = machine.leafOf(vma.mm, vpn);
  const key = pteKey(vma.mm, vpn);
  const present = entry !== null && isPresent(entry.lo);
  const zero = present && entry.pfn === machine.s.machine.zeroPfn[0];
  const state = !present
    ? t.value('spaces.absent')
    : zero
      ? t.value('spaces.zero')
      : (entry.lo & 1) === 0
        ? t.value('spaces.protnone', { pfn: `0x${entry.pfn.toString(16)}` })
        : t.value('spaces.present', {
            pfn: `0x${entry.pfn.toString(16)}`,
            access: t.value(isWritable(entry.lo) ? 'spaces.writable' : 'spaces.readonly'),
          });
  const kind = !present ? 'absent' : zero ? 'zero' : isWritable(entry.lo) ? 'present' : 'readonly';
  const changed = moment.value?.change.keys.has(key) ? 'changed' : '';
  const label = t.value('spaces.page', { addr: addrOfVpn(vpn), pid: pid ?? '–', state });
  const keys = present ? `${key} ${pageKey(entry.pfn)}` : key;
  const inner = Math.max(1, w - (w > 8 ? 2 : 1));
  return (
    <Item keys={keys} label={label} class={`cell ${kind} ${changed}`} x={x} y={kStrip + 5}>
      <rect class="hit" y={-3} width={w} height={19} />
      <rect class="mark" width={inner} height={13} rx={2} />
    </Item>
  );
}

function PageGroup(props: { machine: Machine; vma: Vma; from: number; pages: number; x: number; w: number }) {
  const { moment } = useView();
  const { machine, vma, from, pages, x, w } = props;
  const rows = machine.leavesIn(vma.mm, from, from + pages);
  const present = rows.length;
  const changed = rows.some((row) => moment.value?.change.keys.has(pteKey(vma.mm, machine.s.ptes.vpn[row]!)));
  const fill = (13 * present) / pages;
  return (
    <g class={`group ${changed ? 'changed' : ''}`} transform={`translate(${x} ${kStrip + 5})`}>
      <title>{`${addrOfVpn(from)} + ${sizeOfPages(pages)}: ${present}`}</title>
      <rect class="base" width={w - 0.5} height={13} />
      <rect class="part" y={13 - Math.max(present ? 2 : 0, fill)} width={w - 0.5} height={Math.max(present ? 2 : 0, fill)} />
    </g>
  );
}

function Zombies({ machine, y }: { machine: Machine; y: number }) {
  const { t } = useView();
  return (
    <g>
      {machine.tasks
        .filter((task) => task.zombie)
        .slice(0, 12)
        .map((task, i) => (
          <text key={task.pid} x={i * 120} y={y} class="small dim">
            pid {task.pid} · {t.value('spaces.zombie')}
          </text>
        ))}
    </g>
  );
}

/** Addresses where the scale begins anew behind a gap. */
function Marks({ layout, y }: { layout: SpacesLayout; y: number }) {
  let free = Number.NEGATIVE_INFINITY;
  return (
    <g class="axis">
      {layout.columns.map((column, i) => {
        const begins = column.kind === 'area' && (i === 0 || layout.columns[i - 1]!.kind === 'gap');
        const text = addrOfVpn(column.start);
        if (!begins || column.x < free) return null;
        free = column.x + text.length * 6.6 + 14;
        return (
          <g key={column.start} transform={`translate(${kLeft + column.x + 1} ${y})`}>
            <path d="M0 -20v7" />
            <text class="mono small">{text}</text>
          </g>
        );
      })}
    </g>
  );
}
