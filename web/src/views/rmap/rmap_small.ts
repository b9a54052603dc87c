// Reverse mapping in a small room, as marks: the page, how many map it, and process by process whether it does.
import { addrOfVpn, hex } from '../../base/hex';
import type { Content, Link, Mark } from '../../draw/mark';
import { fitting, kNormal, kSmall, widthOf } from '../../draw/shape';
import { layoutSmallRmap, type SmallRmap, type SmallRow } from '../../layout/rmap_small';
import { mmKey, pageKey, pteKey } from '../../model/keys';
import { ownerOf } from '../../model/owner';
import type { PageWalk } from '../../model/rmap';
import { copiedFrom, type RmapScene, verdictTexts } from './rmap_scene';

export function smallRmap(scene: RmapScene): Content {
  const { machine, focus, width, height, walks } = scene;
  const layout = layoutSmallRmap(walks, width, height, machine.mmOf(focus.pid));
  return {
    marks: [
      ...layout.rows.flatMap((row) => rowMarks(scene, row, layout.pages.length === 1)),
      ...restMark(scene, layout),
      ...layout.pages.map((page) => pageMark(scene, page)),
    ],
    links: layout.pages.flatMap(({ walk }) => copyLink(scene, walk, layout)),
    about: layout.pages.map(({ walk }) => pageKey(walk.pfn)),
  };
}

function copyLink(scene: RmapScene, walk: PageWalk, { pages }: SmallRmap): Link[] {
  const old = copiedFrom(scene, walk);
  if (!pages.some((page) => page.walk.pfn === old)) return [];
  const from = { mark: pageKey(old!), side: 'right' as const };
  return [{ key: `copy:${walk.pfn}`, kind: 'copy', from, to: { mark: pageKey(walk.pfn), side: 'left' }, bend: 'straight' }];
}

function pageMark(scene: RmapScene, { walk, x, y, w, h }: SmallRmap['pages'][number]): Mark {
  const { pfn, mapcount, refcount } = walk;
  const old = copiedFrom(scene, walk);
  return {
    key: pageKey(pfn),
    kind: 'frame',
    x,
    y,
    w,
    h,
    keys: pageKey(pfn),
    label: scene.t('rmap.page', { pfn: hex(pfn), mapcount, refcount }),
    tone: 'anon',
    changed: scene.strength(pageKey(pfn)),
    ...(old === null ? {} : { from: pageKey(old) }),
    words: [
      { text: hex(pfn), at: 'middle', mono: true, small: widthOf(hex(pfn), kNormal, true) > w - 6 },
      {
        text: fitting([scene.t('rmap.mapcount', { count: mapcount }), `× ${mapcount}`], w - 14, kSmall),
        line: 1,
        at: 'middle',
        small: true,
        bold: false,
      },
    ],
  };
}

function rowMarks({ machine, strength, t }: RmapScene, { mm, name, cells }: SmallRow, isAlone: boolean): Mark[] {
  const pid = machine.pidOf(mm);
  const { tone, round } = ownerOf(pid);
  const text = `pid ${pid ?? '–'}`;
  const [task] = machine.tasksOf(mm);
  const parent = task === undefined ? null : machine.mmOf(task.parent);
  const pill: Mark = {
    key: mmKey(mm),
    kind: 'process',
    ...name,
    keys: mmKey(mm),
    label: text,
    tone,
    round,
    changed: strength(mmKey(mm)),
    ...(parent === null ? {} : { from: mmKey(parent) }),
    words: [{ text, at: 'middle' }],
  };
  const verdicts = cells.map(({ pfn, visit, x, y, w, h }): Mark => {
    const key = pteKey(visit.vma.mm, visit.vpn);
    const texts = verdictTexts(t, pfn, visit, true, hex).slice(visit.found ? 0 : 1);
    return {
      key: `visit:${pfn}/${mm}`,
      kind: 'entry',
      x,
      y,
      w,
      h,
      keys: key,
      label: `${addrOfVpn(visit.vpn)}: ${verdictTexts(t, pfn, visit, isAlone, hex)[0]}`,
      ghost: !visit.found,
      changed: visit.found ? strength(key) : undefined,
      from: mmKey(mm),
      words: [{ text: fitting(texts, w - 9, kSmall), small: true, bold: visit.found, ink: visit.found ? 'good' : 'bad' }],
    };
  });
  return [pill, ...verdicts];
}

function restMark({ t }: RmapScene, { rest }: SmallRmap): Mark[] {
  if (!rest) return [];
  const { count, found, vain, ...box } = rest;
  const text = t('rmap.more', { count, found, vain });
  return [{ key: 'fold:rest', kind: 'fold', ...box, label: text, words: [{ text, at: 'middle', small: true }] }];
}
