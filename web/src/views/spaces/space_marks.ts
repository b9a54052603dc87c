// Address spaces as marks: processes with their areas and pages on one broken scale, where that scale lies in the whole of user space, and
// for an address space whose areas the last command changed a lane above, as they were.
import { addrOfVpn, sizeOfPages } from '../../base/hex';
import type { Content, Mark, Word } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import { kSmallRoom, type Lane, layoutSpaces, type Row, type SpacesLayout } from '../../layout/spaces';
import { mmKey, vmaKey } from '../../model/keys';
import type { Vma } from '../../model/machine';
import type { MergeStory } from '../../model/merge';
import { areaMark, ownerOf, type SpaceScene, slotMarks, wordOf } from './area_marks';
import { askedMarks, askedRanges, beforeMarks } from './before_marks';
import { wholeSpace } from './whole_space';

export function spaceContent(scene: SpaceScene): Content {
  const layout = layoutScene(scene);
  const lanes = layout.lanes.flatMap((lane) => laneMarks(scene, layout, lane));
  const marks = emphasised([...layout.rows.flatMap((row, at) => backdrop(scene, layout, row, at)), ...lanes, ...notes(scene, layout)]);
  const isWhole = layout.top > 40 && layout.width <= scene.room.width;
  const whole = isWhole ? wholeSpace(scene, layout) : { marks: [], links: [] };
  return { marks: [...whole.marks, ...marks], links: whole.links, about: aboutOf(scene, marks), gone: scene.origins.into };
}

/** Where the cause itself is gone, the areas that it changed are what the eye finds. */
function emphasised(marks: Mark[]): Mark[] {
  if (marks.some(({ changed }) => changed === 'cause' || changed === 'direct')) return marks;
  return marks.map((mark) => (mark.kind === 'area' && mark.changed ? { ...mark, changed: 'direct' } : mark));
}

const changedAreas = ({ merges, machine, change, picked }: SpaceScene): Vma[] => {
  const told = merges?.stories.flatMap(({ after }) => after.flatMap(({ vma, change: what }) => (what ? [vma] : []))) ?? [];
  const others = picked.mms.flatMap((mm) => picked.areasOf.get(mm) ?? []).filter((vma) => change.keys.has(vmaKey(vma.id)));
  return [...told, ...others].filter((vma) => machine.vmaById.has(vma.id));
};

/** Below this there is no room for a lane above the lanes. */
const kLow = 190;
/** A picture with few things in it is drawn larger. */
const kGrown = [1.35, 1.2];
const kFew = 100;

function layoutScene(scene: SpaceScene): SpacesLayout {
  const { room, picked } = scene;
  const areas = picked.mms.reduce((sum, mm) => sum + (picked.areasOf.get(mm)?.length ?? 0), 0);
  for (const by of areas > kFew ? [] : kGrown) {
    const layout = layoutIn(scene, room.width / by, room.height / by);
    if (
      layout.width <= room.width / by &&
      layout.bottom + 40 <= room.height / by &&
      !layout.rows.some(({ axis }) => axis.pieces.some(isFold))
    )
      return layout;
  }
  return layoutIn(scene, room.width, room.height);
}

/** Many areas that came, while what was there stays as it was: the areas themselves say more than what was before. */
const isLoad = ({ before, after, hidden }: MergeStory) =>
  hidden + after.filter(({ change }) => change === 'new').length > kMostNew &&
  before.every(({ change }) => change === null) &&
  after.every(({ change }) => change === null || change === 'new');

const kMostNew = 4;

const isFold = ({ kind }: { kind: string }) => kind === 'fold';

function layoutIn(scene: SpaceScene, width: number, height: number): SpacesLayout {
  const { picked, merges, opened, focus } = scene;
  const isSmall = width < kSmallRoom;
  const story = (mm: number) => {
    const told = isSmall || height < kLow ? undefined : merges?.stories.find((one) => one.mm === mm);
    return told && isLoad(told) ? undefined : told?.before;
  };
  const inputs = smallest(scene, isSmall).map((mm) => {
    const before = story(mm);
    return { mm, areas: picked.areasOf.get(mm) ?? [], wordOf: (vma: Vma) => wordOf(scene, vma), ...(before ? { before } : {}) };
  });
  const asked = askedRanges(scene);
  const wanted = [
    ...(focus.vpn === null ? [] : [focus.vpn]),
    ...asked.map(({ start }) => start),
    ...changedAreas(scene)
      .slice(0, 6)
      .map((vma) => vma.start),
  ];
  return layoutSpaces(inputs, {
    width,
    height,
    wanted,
    opened,
    ranges: isSmall ? [] : asked.map(({ start, end }) => [start, end] as const),
  });
}

/** In a small room: the process in focus and those that changed, as many as there is room for. */
function smallest({ picked, room, focus, machine, change }: SpaceScene, isSmall: boolean): number[] {
  const most = Math.max(1, Math.floor((room.height - 40) / 66));
  if (!isSmall || picked.mms.length <= most) return picked.mms;
  const rank = (mm: number) => (mm === focus.mm ? 0 : change.keys.has(mmKey(mm)) ? 1 : 2);
  const chosen = new Set(
    [...picked.mms].sort((a, b) => rank(a) - rank(b) || (machine.pidOf(a) ?? 0) - (machine.pidOf(b) ?? 0)).slice(0, most),
  );
  return picked.mms.filter((mm) => chosen.has(mm));
}

/** Breaks, folds and the axis, which all lanes of a row share. */
function backdrop(scene: SpaceScene, layout: SpacesLayout, { axis, top, bottom, ticks: all }: Row, row: number): Mark[] {
  const { t } = scene;
  const { left, isSmall } = layout;
  const h = Math.max(20, bottom - 10 - top);
  const marks: Mark[] = axis.pieces.flatMap((piece): Mark[] => {
    const place = { x: left + piece.x, y: top, w: piece.w, h };
    const range = { start: addrOfVpn(piece.start), end: addrOfVpn(piece.end) };
    if (piece.kind === 'gap') {
      const size = sizeOfPages(piece.end - piece.start);
      const fits = widthOf(size, kSmall, false) <= piece.w - 4;
      const words: Word[] = fits ? [{ text: size, at: 'middle', small: true }] : [];
      return [{ key: `gap:${piece.end}`, kind: 'break', ...place, words }];
    }
    if (piece.kind !== 'fold') return [];
    const areas = t.n('area', piece.count);
    const text = isSmall ? `+${piece.count}` : t('spaces.fold', { areas });
    const label = t('spaces.unfold', { areas, ...range });
    const act = `open:${piece.start}-${piece.end}`;
    const pill = { ...place, x: place.x + 2, w: place.w - 6, h: 24, y: top + 8 };
    return [{ key: `fold:${piece.start}`, kind: 'fold', ...pill, act, open: false, label, words: [{ text, at: 'middle', small: true }] }];
  });
  if (!hasAxis(scene, layout)) return marks;
  let free = 0;
  const words = all.flatMap((tick): Word[] => {
    const long = widthOf(tick.text, kSmall, true);
    // The last one ends with the axis, where it has room.
    const x = Math.max(0, Math.min(tick.x + 2, axis.width - long));
    if (x < free) return [];
    free = x + long + 8;
    return [{ text: tick.text, x, mono: true, small: true }];
  });
  const ticks = all.map((tick) => tick.x + 1);
  const w = Math.max(axis.width, ...all.slice(0, 1).map(({ text }) => widthOf(text, kSmall, true)));
  return [...marks, { key: row === 0 ? 'axis' : `axis:${row}`, kind: 'axis', x: left, y: bottom, w, h: 24, ticks, words }];
}

function laneMarks(scene: SpaceScene, layout: SpacesLayout, lane: Lane): Mark[] {
  const { machine, t, strength, origins } = scene;
  const tasks = machine.tasksOf(lane.mm);
  const pid = tasks[0]?.pid ?? null;
  if (lane.before) return [...beforeMarks(scene, layout, lane, pid), ...askedMarks(scene, layout, lane)];
  const areas = lane.areas.flatMap((place) => [areaMark(scene, place, pid), ...slotMarks(scene, place, pid)]);
  if (lane.row > 0) return areas;
  const names = tasks.map((task) => task.pid).join('+');
  const key = mmKey(lane.mm);
  const from = origins.from.get(key);
  const pill: Mark = {
    key,
    kind: 'process',
    keys: key,
    label: `pid ${names}`,
    x: 0,
    y: lane.y + 6,
    w: layout.isSmall ? layout.left - 8 : layout.left - 14,
    h: 26,
    ...ownerOf(pid),
    changed: strength(key),
    words: [{ text: layout.isSmall ? names : `pid ${names}`, at: 'middle' }],
    ...(from ? { from } : {}),
  };
  if (lane.areas.length > 0 || (machine.vmasOf.get(lane.mm)?.length ?? 0) > 0) return [pill, ...areas];
  const empty: Mark = {
    key: `empty:${lane.mm}`,
    kind: 'note',
    x: layout.left,
    y: lane.y + 8,
    w: 120,
    h: 20,
    words: [{ text: t('spaces.empty') }],
  };
  return [pill, empty];
}

const kMostZombies = 6;

const kAxis = 24;
/** A small picture has the axis only where it has room below the lanes. */
const hasAxis = ({ room }: SpaceScene, { isSmall, bottom }: SpacesLayout) => !isSmall || bottom + kAxis <= room.height;

function notes(scene: SpaceScene, layout: SpacesLayout): Mark[] {
  const { machine, picked, t, room } = scene;
  const { bottom, left, lanes, isSmall } = layout;
  const top = hasAxis(scene, layout) ? bottom + kAxis + 4 : bottom;
  const zombies = machine.tasks.filter((task) => task.zombie).map((task) => t('spaces.zombie', { pid: task.pid }));
  const hidden = picked.hiddenSpaces + picked.hiddenAreas;
  const drawn = new Set(lanes.map(({ mm }) => mm)).size;
  const lines = [
    ...(picked.mms.length > drawn ? [t('spaces.others', { processes: t.n('process', picked.mms.length - drawn) })] : []),
    ...zombies.slice(0, kMostZombies),
    ...(zombies.length > kMostZombies ? [t('spaces.zombies', { count: zombies.length - kMostZombies })] : []),
    ...(hidden > 0 ? [t('spaces.more', { processes: t.n('process', picked.hiddenSpaces), areas: t.n('area', picked.hiddenAreas) })] : []),
  ];
  const fitting = isSmall ? Math.max(0, Math.floor((room.height - top + 2) / 18)) : lines.length;
  return lines.slice(0, fitting).map((text, line) => ({
    key: `note:${text}`,
    kind: 'note',
    x: lines.length === 1 && text.length < 12 ? 0 : left,
    y: top + line * 18,
    w: widthOf(text, kSmall, false) + 4,
    h: 16,
    words: [{ text, small: true }],
  }));
}

/** What the last step was about: the thing in focus that changed, with its process. */
function aboutOf({ focus, strength }: SpaceScene, marks: readonly Mark[]): string[] {
  const cause = marks.filter((mark) => mark.changed === 'cause').map((mark) => mark.key);
  const direct = marks.filter((mark) => mark.changed).map((mark) => mark.key);
  const own = focus.mm !== null && strength(mmKey(focus.mm)) ? [mmKey(focus.mm)] : [];
  return cause.length > 0 ? [...cause, ...own] : direct.slice(0, 1).concat(own);
}
