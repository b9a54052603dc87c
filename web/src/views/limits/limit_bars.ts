// What the limits view shows, as bars: what is promised to all processes, and what each of them uses of what it may use.
import { grouped, hex, sizeOfPages } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { Bar, BarTable, Gauge } from '../../draw/bars';
import { barPercent, gaugeScale } from '../../layout/limits';
import { mmKey } from '../../model/keys';
import { commitOf, type LimitRow, limitRows } from '../../model/limits';
import type { Machine } from '../../model/machine';

const size = (bytes: number) => sizeOfPages(bytes / 4096);

const signed = (delta: number, text: string) => (delta === 0 ? '' : `${delta > 0 ? '+' : '−'}${text}`);

/** One scale for three figures: promised, the limit of mode 2, and memory itself. */
export function commitGauge(machine: Machine, before: Machine | null, t: Translate): Gauge {
  const { committed, limit, ram, mode, delta } = commitOf(machine, before);
  const at = gaugeScale([committed, limit, ram]);
  const border = (key: string, bytes: number, isEnforced: boolean, note: string) => {
    const text = `${key} ${size(bytes)}`;
    return { key, text, note, percent: at(bytes), isEnforced };
  };
  return {
    label: t('limits.gauge', { used: size(committed), limit: size(limit), ram: size(ram) }),
    name: 'Committed_AS',
    value: size(committed),
    delta: signed(delta, size(Math.abs(delta))),
    percent: committed === 0 ? 0 : Math.max(0.6, at(committed)),
    changed: delta === 0 ? undefined : 'direct',
    borders: [
      border('CommitLimit', limit, mode === 2, t(mode === 2 ? 'limits.enforced' : 'limits.notEnforced')),
      border('MemTotal', ram, mode === 0, t(mode === 0 ? 'limits.oneCall' : 'limits.notEnforced')),
    ],
  };
}

const percentOf = ({ used, limit }: LimitRow) => (limit === null ? null : barPercent(used, limit));

/** Of what changed in the process that is looked at, that which is nearest to its limit. */
export function causeOf(rows: readonly LimitRow[]): LimitRow | undefined {
  const changed = rows.filter((row) => row.delta !== 0);
  return changed.reduce<LimitRow | undefined>(
    (best, row) => (best && (percentOf(best) ?? 0) >= (percentOf(row) ?? 0) ? best : row),
    undefined,
  );
}

function barOf(row: LimitRow, cause: LimitRow | undefined, isFirst: boolean, t: Translate): Bar {
  const show = (value: number) => (row.name === 'map_count' ? grouped(value) : size(value));
  return {
    key: row.name,
    name: row.name,
    title: t(`limits.${row.name}`),
    used: show(row.used),
    delta: signed(row.delta, show(Math.abs(row.delta))),
    most: row.limit === null ? t('limits.none') : show(row.limit),
    percent: percentOf(row),
    changed: row.delta === 0 ? undefined : row === cause ? 'cause' : isFirst ? 'direct' : 'along',
  };
}

/** A table a process, the one that is looked at first; in a small room that alone, with what changed on top. */
export function limitTables(
  machine: Machine,
  before: Machine | null,
  mms: readonly number[],
  isNarrow: boolean,
  t: Translate,
  fits: (row: LimitRow) => boolean = () => true,
): BarTable[] {
  const shown = isNarrow ? mms.slice(0, 1) : mms;
  return shown.flatMap((mm, at): BarTable[] => {
    const pid = machine.pidOf(mm);
    if (pid === null) return [];
    const row = machine.mmRow.get(mm)!;
    const [start, end] = [machine.s.mms.startBrk[row]!, machine.s.mms.brk[row]!];
    const heap = end > start ? t('limits.heap', { range: `${hex(start)}-${hex(end)}`, size: size(end - start) }) : '';
    const rows = limitRows(machine, before, mm).filter(fits);
    if (rows.length === 0) return [];
    const cause = at === 0 ? causeOf(rows) : undefined;
    const ordered = isNarrow
      ? [...rows].sort((a, b) => Number(b === cause) - Number(a === cause) || Number(b.delta !== 0) - Number(a.delta !== 0))
      : rows;
    return [
      {
        key: mmKey(mm),
        keys: mmKey(mm),
        title: `pid ${pid}`,
        titleClass: `pid pid-${((pid - 1) % 6) + 1}`,
        note: isNarrow ? '' : heap,
        bars: ordered.map((one) => barOf(one, cause, at === 0, t)),
      },
    ];
  });
}
