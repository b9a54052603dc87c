// Looking things up in numbers that stand in order.

/** First position in [from, to) whose value is not below `wanted`. */
export function lowerBound(values: ArrayLike<number>, from: number, to: number, wanted: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
