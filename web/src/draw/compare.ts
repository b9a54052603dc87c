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

/** Marks that stand for several things each, by what they are parts of: another room cuts it into other parts. */
function partsOf({ marks }: Content): Map<string, Mark[]> {
  const parts = new Map<string, Mark[]>();
  for (const mark of marks) if (mark.part !== undefined) parts.set(wholeOf(mark), [...(parts.get(wholeOf(mark)) ?? []), mark]);
  return parts;
}
const wholeOf = ({ key }: Mark) => key.split('/', 1)[0]!;

/** What is cut differently in the two, and empty in both or in neither, cannot be compared part by part. */
function cutDifferently(now: Content, goal: Content): (mark: Mark) => boolean {
  const [here, there] = [partsOf(now), partsOf(goal)];
  const isSame = (a: readonly Mark[], b: readonly Mark[]) => a.length === b.length && a.every(({ key }, i) => key === b[i]!.key);
  const isEmpty = (parts: readonly Mark[]) => parts.every(({ part }) => part === 0);
  const skipped = new Set<string>();
  for (const [whole, parts] of here) {
    const others = there.get(whole);
    if (others && !isSame(parts, others) && isEmpty(parts) === isEmpty(others)) skipped.add(whole);
  }
  return (mark) => mark.part !== undefined && skipped.has(wholeOf(mark));
}

const byKey = ({ marks }: Content) => new Map(marks.filter(({ kind }) => !kScaffold.has(kind)).map((mark) => [mark.key, mark]));

const marked = (content: Content, keys: ReadonlySet<string>): Content => ({
  ...content,
  marks: content.marks.map((mark) => ({ ...mark, changed: keys.has(mark.key) ? ('direct' as const) : undefined })),
  links: content.links.map((link) => ({ ...link, changed: undefined })),
});

export function compareDrawings(now: Content, goal: Content): Compared {
  const [here, there] = [byKey(now), byKey(goal)];
  const isSkipped = cutDifferently(now, goal);
  const missing = [...there.values()].filter((mark) => !here.has(mark.key) && !isSkipped(mark));
  const extra = [...here.values()].filter((mark) => !there.has(mark.key) && !isSkipped(mark));
  const other = [...there.values()].filter(
    (mark) => !isSkipped(mark) && here.has(mark.key) && saidBy(mark) !== saidBy(here.get(mark.key)!),
  );
  const keysOf = (...lists: readonly Mark[][]) => new Set(lists.flat().map(({ key }) => key));
  return { now: marked(now, keysOf(extra, other)), goal: marked(goal, keysOf(missing, other)), missing, extra, other };
}
