// Which limits are asked for. The text twin is shortened alike.
import type { LimitRow } from './limits';

export const kLimitKinds = ['all', 'changed', 'half'] as const;
export type LimitKind = (typeof kLimitKinds)[number];

export const isOfLimitKind: Readonly<Record<LimitKind, (row: LimitRow) => boolean>> = {
  all: () => true,
  changed: ({ delta }) => delta !== 0,
  half: ({ used, limit }) => limit !== null && used * 2 >= limit,
};

/** What the text calls the number of areas. */
const kNames: Readonly<Record<string, string>> = { areas: 'map_count' };

/** Of each process the rows that stay, by its pid and the limit's name; null: all of them. */
export function limitText(text: string, stays: (pid: number, name: string | null) => boolean): string {
  let pid: number | null = null;
  const lines = text.split('\n').filter((line) => {
    const head = /^process (\d+) /.exec(line);
    if (head) pid = Number(head[1]);
    else if (!line.startsWith('  ')) pid = null;
    if (pid === null) return true;
    const name = head ? null : line.trim().split(/\s+/)[0]!;
    return stays(pid, name && (kNames[name] ?? name));
  });
  return lines.join('\n');
}
