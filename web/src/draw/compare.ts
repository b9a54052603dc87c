// Two drawings of the same view side by side: marks are joined by key, and what is in one alone or looks different in the other is marked
// in both.
import type { Content, Kind, Mark } from './mark';

export interface Compared {
  now: Content;
  goal: Content;
  /** In the goal alone, in the present alone, in both but not the same; as the goal has them. */
  missing: readonly Mark[];
  extra: readonly Mark[];
  other: readonly Mark[];
}

/** They lie where the layout puts them, and say nothing by themselves. */
const kScaffold: ReadonlySet<Kind> = new Set(['axis', 'break', 'note', 'bracket', 'fold']);

/** What a mark says, wherever and however large it is drawn. */
const saidBy = ({ label, words, tone, sign, part, cells, readOnly, dead, ghost }: Mark) =>
  JSON.stringify([label ?? words?.map(({ text }) => text), tone, sign, part, cells?.runs, readOnly, dead, ghost]);

const byKey = ({ marks }: Content) => new Map(marks.filter(({ kind }) => !kScaffold.has(kind)).map((mark) => [mark.key, mark]));

const marked = (content: Content, keys: ReadonlySet<string>): Content => ({
  ...content,
  marks: content.marks.map((mark) => ({ ...mark, changed: keys.has(mark.key) ? ('direct' as const) : undefined })),
  links: content.links.map((link) => ({ ...link, changed: undefined })),
});

export function compareDrawings(now: Content, goal: Content): Compared {
  const [here, there] = [byKey(now), byKey(goal)];
  const missing = [...there.values()].filter(({ key }) => !here.has(key));
  const extra = [...here.values()].filter(({ key }) => !there.has(key));
  const other = [...there.values()].filter((mark) => here.has(mark.key) && saidBy(mark) !== saidBy(here.get(mark.key)!));
  const keysOf = (...lists: readonly Mark[][]) => new Set(lists.flat().map(({ key }) => key));
  return { now: marked(now, keysOf(extra, other)), goal: marked(goal, keysOf(missing, other)), missing, extra, other };
}
