// Of a list of numbers the places of as many as possible that rise one after the other: what need not move when a list is put in order.
export function longestRise(values: readonly number[]): number[] {
  /** By length of the rise: place of the smallest number that ends one so long. */
  const ends: number[] = [];
  const before: number[] = [];
  values.forEach((value, at) => {
    let from = 0;
    let to = ends.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (values[ends[middle]!]! < value) from = middle + 1;
      else to = middle;
    }
    before[at] = from > 0 ? ends[from - 1]! : -1;
    ends[from] = at;
  });
  const rise: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]!) rise.push(at);
  return rise.reverse();
}
