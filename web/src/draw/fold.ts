// What of a large tree is drawn: what is wanted with all that stands above it, of the rest what lies nearest; neighbours that are left out
// are counted ("27 more alike"), each with all that hangs below it. Pure: what the items are is the caller's business.

/** An item that is drawn, or a run of siblings that is counted instead. */
export type Folded<T> = FoldedItem<T> | FoldedRun<T>;

export interface FoldedItem<T> {
  item: T;
  children: Folded<T>[];
}

export interface FoldedRun<T> {
  /** Neighbours in their order, of one likeness. */
  run: readonly T[];
  of: T;
  /** Items in it, those below included. */
  count: number;
}

export interface FoldOptions<T> {
  childrenOf(item: T): readonly T[];
  /** Of its subtree, itself included. */
  countOf(item: T): number;
  parentOf(item: T): T | null;
  /** Drawn whatever happens, and so is all above them. */
  wanted: Iterable<T>;
  /** How many children of one item are drawn beside the wanted ones: those nearest to them. */
  most(parent: T, depth: number): number;
  /** Siblings that differ in it are not counted together; left out, all are alike. */
  likenessOf?(item: T): string;
}

export const isRun = <T>(one: Folded<T>): one is FoldedRun<T> => 'run' in one;

export function foldTree<T>(root: T, options: FoldOptions<T>): FoldedItem<T> {
  const wanted = new Set<T>();
  for (const one of options.wanted) {
    for (let item: T | null = one; item !== null && !wanted.has(item); item = options.parentOf(item)) wanted.add(item);
  }
  const fold = (item: T, depth: number): FoldedItem<T> => {
    const children = options.childrenOf(item);
    const kept = nearest(
      children,
      children.map((child) => wanted.has(child)),
      options.most(item, depth),
    );
    return { item, children: runsOf(item, children, kept, options).map((one) => (isRun(one) ? one : fold(one.item, depth + 1))) };
  };
  return fold(root, 0);
}

/** The wanted ones, and of the others the `most` that lie nearest to one; nearest to the first, when none is wanted. */
function nearest<T>(children: readonly T[], wanted: readonly boolean[], most: number): ReadonlySet<T> {
  const centres = wanted.flatMap((one, at) => (one ? [at] : []));
  if (centres.length === 0) centres.push(0);
  const distance = (at: number) => Math.min(...centres.map((centre) => Math.abs(centre - at)));
  const others = children.flatMap((_, at) => (wanted[at] ? [] : [{ at, far: distance(at) }]));
  others.sort((a, b) => a.far - b.far || a.at - b.at);
  const near = new Set(others.slice(0, Math.max(0, most)).map(({ at }) => at));
  return new Set(children.filter((_, at) => wanted[at] || near.has(at)));
}

/** One that stands for itself alone is drawn: a count of one would say less in as much room. */
function runsOf<T>(of: T, children: readonly T[], kept: ReadonlySet<T>, options: FoldOptions<T>): Folded<T>[] {
  const out: Folded<T>[] = [];
  let run: T[] = [];
  const end = () => {
    const count = run.reduce((sum, item) => sum + options.countOf(item), 0);
    if (count === 1) out.push({ item: run[0]!, children: [] });
    else if (run.length > 0) out.push({ run, of, count });
    run = [];
  };
  for (const child of children) {
    const last = run.at(-1);
    if (kept.has(child) || (last !== undefined && options.likenessOf && options.likenessOf(child) !== options.likenessOf(last))) end();
    if (kept.has(child)) out.push({ item: child, children: [] });
    else run.push(child);
  }
  end();
  return out;
}

/** Every drawn item, parents before children. */
export function* itemsOf<T>(root: FoldedItem<T>): Generator<T> {
  yield root.item;
  for (const child of root.children) if (!isRun(child)) yield* itemsOf(child);
}
