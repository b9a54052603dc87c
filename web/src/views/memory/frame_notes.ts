// Below the frames: the one that is looked at, and the one that it was copied from, in words; batches of processors; the legend, which also
// chooses what stands out.
import { hex } from '../../base/hex';
import type { Link, Mark } from '../../draw/mark';
import { kSmall, widthOf } from '../../draw/shape';
import { kBatches } from '../../engine/generated/names';
import { kOwners, type MemoryLayout, type Owner } from '../../layout/memory';
import { contentOf } from '../../model/content';
import { pageKey } from '../../model/keys';
import { describe } from './frame_marks';
import { kSigns, type MemoryScene, toneOf } from './memory_scene';

const kLine = 22;

export function below(scene: MemoryScene, layout: MemoryLayout, marks: readonly Mark[]): { marks: Mark[]; links: Link[] } {
  const said = frameLines(scene, layout);
  if (layout.isSmall) return { marks: said.filter((mark) => mark.y + mark.h <= scene.room.height), links: copyLink(scene, layout, marks) };
  const legend = legendMarks(scene, layout.width, layout.below + said.length * kLine + 4);
  const after = Math.max(layout.below, ...legend.map((mark) => mark.y + mark.h)) + 8;
  return { marks: [...said, ...legend, ...batchMarks(scene, layout.width, after)], links: copyLink(scene, layout, marks) };
}

/** The copy comes from the frame that it was copied from; a small picture has no room to say so. */
function copyLink({ copies, pfn, t }: MemoryScene, { isSmall }: MemoryLayout, marks: readonly Mark[]): Link[] {
  const source = copies.get(pfn);
  const known = new Set(marks.map((mark) => mark.key));
  if (source === undefined || !known.has(pageKey(source)) || !known.has(pageKey(pfn))) return [];
  const words = !isSmall && Math.abs(source - pfn) > 8 ? { words: t('rmap.copied') } : {};
  const [from, to] = [pageKey(source), pageKey(pfn)];
  return [
    { key: 'copy', kind: 'copy', from: { mark: from, side: 'middle' }, to: { mark: to, side: 'middle' }, bend: 'straight', ...words },
  ];
}

function frameLines(scene: MemoryScene, layout: MemoryLayout): Mark[] {
  const { machine, map, copies, pfn, t, strength } = scene;
  const source = copies.get(pfn);
  return [pfn, ...(source === undefined ? [] : [source])].map((one, line) => {
    const content = contentOf(machine, one);
    const long = [describe(machine, map, one, t), content].filter(Boolean).join(' · ');
    const short = `${hex(one)} ${t(`owner.${kOwners[map.owner[one]!]!}`)}`;
    const text = widthOf(long, kSmall, false) < layout.width - 24 ? long : short;
    return {
      key: `said:${line}`,
      kind: 'list',
      x: 0,
      y: layout.below + line * kLine,
      w: Math.min(layout.width, widthOf(text, kSmall, false) + 26),
      h: kLine - 3,
      keys: pageKey(one),
      label: long,
      tone: toneOf(kOwners[map.owner[one]!]!),
      words: [{ text, small: true }],
      changed: strength(pageKey(one)) ? 'along' : undefined,
    };
  });
}

const kLegend = ['free', 'pcp', 'table', 'anon', 'shmem', 'zero', 'kernel', 'reserved'] as const;

function legendMarks({ map, only, t }: MemoryScene, width: number, top: number): Mark[] {
  const counts = new Map<Owner, number>();
  for (const owner of map.owner) counts.set(kOwners[owner]!, (counts.get(kOwners[owner]!) ?? 0) + 1);
  let [x, y] = [0, top];
  return kLegend.flatMap((owner): Mark[] => {
    const text = t(`owner.${owner}`);
    const w = widthOf(text, kSmall, false) + 10;
    if (x > 0 && x + 18 + w > width) [x, y] = [0, y + 22];
    const label = only === owner ? t('memory.all', { owner: text }) : t('memory.only', { owner: text, count: counts.get(owner) ?? 0 });
    const act = `only:${owner}`;
    const quiet = only !== null && only !== owner;
    const sign = kSigns[owner];
    const swatch: Mark = {
      key: `swatch:${owner}`,
      kind: 'slot',
      x,
      y: y + 3,
      w: 13,
      h: 13,
      tone: toneOf(owner),
      act,
      quiet,
      ...(sign ? { sign } : {}),
    };
    const name: Mark = {
      key: `legend:${owner}`,
      kind: 'note',
      x: x + 18,
      y,
      w,
      h: 20,
      act,
      label,
      words: [{ text, small: true, bold: only === owner }],
    };
    x += 18 + w + 8;
    return [swatch, name];
  });
}

function batchMarks({ machine: { s }, t }: MemoryScene, width: number, top: number): Mark[] {
  const { batchPages } = s;
  const rows = Array.from(batchPages.pfn, (pfn, row) => ({ pfn, kind: batchPages.kind[row]!, cpu: batchPages.cpu[row]! }));
  const names = [...new Set(rows.map(({ kind, cpu }) => `${kind}/${cpu}`))].sort();
  return names.flatMap((name, line) => {
    const [kind = 0, cpu = 0] = name.split('/').map(Number);
    const y = top + line * kLine;
    const text = t('memory.batch', { batch: kBatches[kind] ?? '', cpu });
    const from = Math.ceil(widthOf(text, kSmall, false)) + 14;
    const head: Mark = { key: `batch:${name}`, kind: 'note', x: 0, y, w: from, h: kLine - 3, words: [{ text, small: true }] };
    const pages = rows.filter((row) => row.kind === kind && row.cpu === cpu).slice(0, Math.max(1, Math.floor((width - from) / 62)));
    return [
      head,
      ...pages.map(({ pfn }, at): Mark => {
        const place = { x: from + at * 62, y, w: 58, h: kLine - 3 };
        const words = [{ text: hex(pfn), mono: true, small: true, x: 9 }];
        return { key: `batch:${name}/${at}`, kind: 'list', ...place, keys: pageKey(pfn), label: `${text}: ${hex(pfn)}`, words };
      }),
    ];
  });
}
