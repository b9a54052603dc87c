// The page tables as a small picture: of the walk its end.
import type { Content, Link, Mark } from '../../draw/mark';
import { kNarrow } from '../../layout/narrow';
import { kRow } from '../../layout/tables';
import { isPresent, isWritable, targetText } from '../../model/bits';
import { pteKey, targetKey } from '../../model/keys';
import { kNothingMore, said, type TableScene, targetMark } from './table_frames';
import { treeContent } from './table_marks';

export function tableContent(scene: TableScene): Content {
  return scene.options.width < kNarrow ? endContent(scene) : treeContent(scene);
}

/** Of the walk its end: the way in one line, the entry, the frame. */
function endContent(scene: TableScene): Content {
  const { walk, strength, t } = scene;
  const last = walk?.steps.at(-1);
  if (!walk || !last) return kNothingMore;
  const way = walk.steps.slice(0, -1).map((step) => `${step.name} ${step.index}`);
  const ways: Mark[] = way.map((text, line) => ({
    key: `way:${line}`,
    kind: 'note',
    x: 0,
    y: line * 15,
    w: 90,
    h: 15,
    words: [{ text, small: true, mono: true }],
  }));
  const key = pteKey(walk.mm, walk.vpn);
  const y = way.length * 15 + 6;
  const { leaf } = walk;
  const rights = !leaf || !isPresent(leaf.lo) ? '' : isWritable(leaf.lo) ? ' rw' : ' ro';
  const entry: Mark = {
    key: walk.leaf ? key : `stop:${key}`,
    kind: 'entry',
    x: 0,
    y,
    w: 158,
    h: kRow,
    walked: true,
    dead: !walk.leaf,
    ...(leaf ? { keys: `${key} ${targetKey(leaf) ?? ''}`.trim(), label: `${last.name} ${last.index}` } : {}),
    changed: strength(key),
    words: [{ text: `${last.name} ${last.index}${leaf ? ` → ${targetText(leaf)}${rights}` : ' –'}`, mono: true, small: true }],
  };
  if (!walk.leaf)
    return { marks: [...ways, entry, said(t('tables.endsHere'), { x: 0, y: y + kRow + 4, w: 158 })], links: [], about: [entry.key] };
  const frame = targetMark(scene, walk.leaf, 37, y + kRow + 20, entry.key);
  if (!frame) return { marks: [...ways, entry], links: [], about: [entry.key] };
  const down: Link = {
    key: 'link:end',
    kind: 'walk',
    from: { mark: entry.key, side: 'bottom' },
    to: { mark: frame.key, side: 'top' },
    bend: 'straight',
  };
  return { marks: [...ways, entry, frame], links: [down], about: [frame.key, entry.key] };
}
