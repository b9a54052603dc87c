// One area and its pages as marks.
import { addrOfVpn, hex, sizeOfPages } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { Mark, Strength, Word } from '../../draw/mark';
import { type Ink, kNormal, kSmall, widthOf } from '../../draw/shape';
import { slotAt } from '../../draw/slot_grid';
import type { AreaPlace } from '../../layout/spaces';
import { areaName, areaSize, hasOwnName } from '../../model/area_name';
import { isPresent, isWritable, permText, swapEntry, targetText, vmFlagLetters } from '../../model/bits';
import { changedPage } from '../../model/changed';
import type { Change } from '../../model/diff';
import { mmKey, parseKey, pteKey, targetKey, vmaKey } from '../../model/keys';
import type { Machine, Vma } from '../../model/machine';
import type { AreaChange, Merges } from '../../model/merge';
import type { Origins } from '../../model/origins';
import type { PickedSpaces } from '../../model/pick';
import type { StrengthOf } from '../../model/strength';

export interface SpaceScene {
  machine: Machine;
  picked: PickedSpaces;
  merges: Merges | null;
  change: Change;
  strength: StrengthOf;
  origins: Origins;
  focus: { mm: number | null; vpn: number | null };
  opened: ReadonlySet<number>;
  room: { width: number; height: number };
  t: Translate;
}

/** How much wider the widest letters make a name than the usual ones. */
const kCapitals = 1.2;

/** Colour and border of a process: six colours, then the same with other borders. */
export const ownerOf = (pid: number | null): { tone: Ink; round: number } => {
  const at = (pid ?? 1) - 1;
  return { tone: `p${((at % 6) + 1) as 1}`, round: Math.floor(at / 6) % 3 };
};

export const changeOf = ({ merges }: SpaceScene, vma: Vma): AreaChange | null =>
  merges?.stories.find((one) => one.mm === vma.mm)?.after.find((side) => side.vma.id === vma.id)?.change ?? null;

/** What happened to an area, or that it is gone. */
export function wordOf(scene: SpaceScene, vma: Vma): string {
  const isGone = !scene.machine.vmaById.has(vma.id);
  const change = isGone ? 'gone' : changeOf(scene, vma);
  return change ? scene.t(`merge.${change}`) : '';
}

/** The name, and below it the rights; what was changed of it behind the name, where there is room. */
export function areaWords(vma: Vma, w: number, word: string): Word[] {
  const perm = permText(vma.flags);
  const fits = (text: string, size: number, mono: boolean) => widthOf(text, size, mono) <= w - 14;
  const name = hasOwnName(vma) || widthOf(areaName(vma), kNormal, false) * kCapitals <= w - 14 ? areaName(vma) : areaSize(vma);
  const letters = vmFlagLetters(vma.flags, vma.flagsHi);
  const size = name === areaSize(vma) ? '' : areaSize(vma);
  const first = word && fits(`${name} · ${word}`, kNormal, false) ? `${name} · ${word}` : name;
  const lines = [[perm, letters, size], [perm, size], [perm]].map((parts) => parts.filter(Boolean).join(' '));
  const second = lines.find((text) => fits(text, kSmall, true)) ?? perm;
  return [
    { text: first, bold: true },
    { text: second, line: 1, mono: true, small: true },
  ];
}

export function areaLabel({ t }: SpaceScene, vma: Vma, pid: number | null, change: AreaChange | null): string {
  const range = `${addrOfVpn(vma.start)}-${addrOfVpn(vma.end)}`;
  const perm = `${permText(vma.flags)} ${vmFlagLetters(vma.flags, vma.flagsHi)}`.trim();
  if (!change) return t('spaces.vma', { range, perm: permText(vma.flags), size: sizeOfPages(vma.end - vma.start), pid: pid ?? '–' });
  const anonVma = vma.anonVma === null ? t('merge.noAnonVma') : `anon_vma ${vma.anonVma}`;
  return t('merge.area', { id: vma.id, range, perm, size: areaName(vma), anonVma, change: t(`merge.${change}`) });
}

export function areaMark(scene: SpaceScene, { vma, x, y, w, h }: AreaPlace, pid: number | null): Mark {
  const key = vmaKey(vma.id);
  const change = changeOf(scene, vma);
  const from = scene.origins.from.get(key);
  return {
    key,
    kind: 'area',
    keys: key,
    label: areaLabel(scene, vma, pid, change),
    x,
    y,
    w,
    h,
    tone: ownerOf(pid).tone,
    round: ownerOf(pid).round,
    quiet: (vma.flags & 7) === 0,
    changed: scene.strength(key),
    words: areaWords(vma, w, wordOf(scene, vma)),
    ...(from ? { from } : {}),
  };
}

const kRank: Readonly<Record<Strength, number>> = { along: 1, direct: 2, cause: 3 };

function strongest(strength: StrengthOf, keys: Iterable<string>): Strength | undefined {
  let found: Strength | undefined;
  for (const key of keys) {
    const one = strength(key);
    if (one && (!found || kRank[one] > kRank[found])) found = one;
  }
  return found;
}

/** Of many pages. Strong ones are few, and the others that changed are all alike, so the first of them speaks for the rest. */
function strongestOf({ strength, change }: SpaceScene, mm: number, from: number, count: number): Strength | undefined {
  const isHere = (key: string) => {
    const { kind, numbers } = parseKey(key);
    return kind === 'pte' && numbers[0] === mm && numbers[1]! >= from && numbers[1]! < from + count;
  };
  const strong = strongest(strength, [...strength.strong].filter(isHere));
  if (strong) return strong;
  const changed = changedPage(change, mm, from, from + count);
  return changed === null ? undefined : strength(pteKey(mm, changed));
}

export function slotMarks(scene: SpaceScene, place: AreaPlace, pid: number | null): Mark[] {
  const { vma, grid, shares } = place;
  return shares.map((share, slot) => {
    const at = slotAt(grid, slot, 2);
    const box = { ...at, x: place.x + at.x, y: place.y + place.h + 6 + at.y };
    const vpn = vma.start + share.from;
    return share.count === 1 ? pageMark(scene, vma, pid, vpn, box) : groupMark(scene, vma, pid, vpn, share.count, box);
  });
}

type Place = Pick<Mark, 'x' | 'y' | 'w' | 'h'>;

function pageMark({ machine, t, strength, origins }: SpaceScene, vma: Vma, pid: number | null, vpn: number, place: Place): Mark {
  const entry = machine.leafOf(vma.mm, vpn);
  const key = pteKey(vma.mm, vpn);
  const isThere = entry !== null && isPresent(entry.lo);
  const target = entry && targetKey(entry);
  const isZero = isThere && entry.pfn === machine.s.machine.zeroPfn[0];
  const from = origins.from.get(key) ?? origins.from.get(mmKey(vma.mm))?.replace(/^mm:(\d+)$/, `pte:$1/${vpn}`);
  return {
    key,
    kind: 'slot',
    ...place,
    keys: target ? `${key} ${target}` : key,
    label: t('spaces.page', { addr: addrOfVpn(vpn), pid: pid ?? '–', state: pageState(machine, t, entry) }),
    ...(target ? { tone: isZero ? ('own-zero' as const) : ('anon' as const) } : { ghost: true }),
    ...(target && !isThere ? { sign: 'hollow' as const } : {}),
    ...(isThere && !isZero && !isWritable(entry.lo) ? { readOnly: true } : {}),
    changed: strongest(strength, [key]),
    from: from ?? vmaKey(vma.id),
    into: vmaKey(vma.id),
  };
}

function pageState(machine: Machine, t: Translate, entry: ReturnType<Machine['leafOf']>): string {
  if (entry && swapEntry(entry.lo, entry.hi)) return targetText(entry);
  if (!entry || !isPresent(entry.lo)) return t('spaces.absent');
  if (entry.pfn === machine.s.machine.zeroPfn[0]) return t('spaces.zero');
  const pfn = hex(entry.pfn);
  if ((entry.lo & 1) === 0) return t('spaces.protnone', { pfn });
  return t('spaces.present', { pfn, access: t(isWritable(entry.lo) ? 'spaces.writable' : 'spaces.readonly') });
}

function groupMark(scene: SpaceScene, vma: Vma, pid: number | null, vpn: number, count: number, place: Place): Mark {
  const { machine, t } = scene;
  const rows = machine.leavesIn(vma.mm, vpn, vpn + count);
  const present = rows.filter((row) => isPresent(machine.s.ptes.entryLo[row]!)).length;
  return {
    key: `pages:${vma.id}/${vpn}`,
    kind: 'slot',
    ...place,
    part: present / count,
    tone: present === 0 ? 'edge' : 'anon',
    changed: strongestOf(scene, vma.mm, vpn, count),
    label: t('spaces.group', { pages: t.n('page', count), addr: addrOfVpn(vpn), pid: pid ?? '–', present }),
    from: vmaKey(vma.id),
    into: vmaKey(vma.id),
    ...(present === 0 ? { ghost: true } : {}),
  };
}
