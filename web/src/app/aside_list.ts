// Sessions that something else took the place of, newest first: the visitor's own outlive any number of strangers'.

export interface Aside {
  script: string;
  /** It began with a link or a file. */
  isBrought: boolean;
}

export const kMaxAsides = 8;

/** Nothing but a boot line is not worth keeping. */
export const isWorthKeeping = (script: string) => script.trim().split('\n').length >= 2;

/** With another session in front. Where there are too many, the oldest of those goes that were brought, then the oldest. */
export function withFirst(list: readonly Aside[], one: Aside): Aside[] {
  const all = [one, ...without(list, one.script)];
  while (all.length > kMaxAsides) all.splice(leastDear(all), 1);
  return all;
}

/** The one in front has been taken; what stood in its place can be had again after all others. */
export function withLast(list: readonly Aside[], one: Aside): Aside[] {
  return [...without(list, one.script), one];
}

export const without = (list: readonly Aside[], script: string) => list.filter((one) => one.script !== script);

/** Where storage has no room for all. */
export function withoutLeastDear(list: readonly Aside[]): Aside[] {
  return list.filter((_, at) => at !== leastDear(list));
}

function leastDear(list: readonly Aside[]): number {
  const brought = list.findLastIndex(({ isBrought }, at) => at > 0 && isBrought);
  return brought > 0 ? brought : list.length - 1;
}

export function readAsides(text: string): Aside[] {
  try {
    const list = JSON.parse(text || '[]') as unknown;
    return Array.isArray(list) ? list.filter(isAside) : [];
  } catch {
    return [];
  }
}

function isAside(value: unknown): value is Aside {
  const one = value as Partial<Aside> | null;
  return typeof one?.script === 'string' && typeof one.isBrought === 'boolean';
}
