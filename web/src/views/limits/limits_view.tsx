// Limits: what is promised to all, and what each process uses of what it may use.
import './limits.css';
import { grouped, hex, sizeOfPages } from '../../base/hex';
import { kNoChange } from '../../model/diff';
import { mmKey } from '../../model/keys';
import { barPercent, commitOf, type LimitRow, limitRows } from '../../model/limits';
import type { Machine } from '../../model/machine';
import { focusFirst, pickSpaces } from '../../model/pick';
import { PidBadge } from '../../widgets/pane';
import { useView } from '../context';
import { ViewPane } from '../view_pane';

const size = (bytes: number) => sizeOfPages(bytes / 4096);

export function LimitsView() {
  const { t, moment } = useView();
  const now = moment.value;
  return (
    <ViewPane name="limits" bodyClass="scroll">
      {now && (
        <div class="limits" tabIndex={0} role="group" aria-label={t.value('pane.limits')}>
          <CommitGauge machine={now.machine} before={now.before} />
          <Processes machine={now.machine} before={now.before} />
        </div>
      )}
    </ViewPane>
  );
}

interface Props {
  machine: Machine;
  before: Machine | null;
}

/** One scale for three figures: promised, the limit of mode 2, and memory itself. */
function CommitGauge({ machine, before }: Props) {
  const { t } = useView();
  const { committed, limit, ram, mode, delta } = commitOf(machine, before);
  const end = Math.max(committed, limit, ram) * 1.06;
  const at = (bytes: number) => `${(100 * bytes) / end}%`;
  const marks = [
    { name: 'CommitLimit', bytes: limit, enforced: mode === 2, note: mode === 2 ? 'limits.enforced' : 'limits.notEnforced' },
    { name: 'MemTotal', bytes: ram, enforced: mode === 0, note: mode === 0 ? 'limits.oneCall' : 'limits.notEnforced' },
  ] as const;
  return (
    <section aria-label={t.value('limits.commit')}>
      <h3>
        Committed_AS <strong class={delta === 0 ? '' : 'hot'}>{size(committed)}</strong>
        <Delta delta={delta} />
      </h3>
      <div class="gauge" role="img" aria-label={t.value('limits.gauge', { used: size(committed), limit: size(limit), ram: size(ram) })}>
        <div class={`fill ${delta === 0 ? '' : 'changed'}`} style={{ width: committed === 0 ? '0' : `max(3px, ${at(committed)})` }} />
        {marks.map((mark) => (
          <span key={mark.name} class={`mark ${mark.enforced ? 'enforced' : ''}`} style={{ left: at(mark.bytes) }} />
        ))}
      </div>
      <p class="legend">
        {marks.map((mark) => (
          <span key={mark.name}>
            {mark.name} {size(mark.bytes)} <small>{t.value(mark.note)}</small>
          </span>
        ))}
      </p>
      <p class="dim small-text">{t.value(mode === 2 ? 'limits.mode2' : mode === 1 ? 'limits.mode1' : 'limits.mode0')}</p>
    </section>
  );
}

function Processes({ machine, before }: Props) {
  const { t, focus, moment } = useView();
  const { mms, hiddenSpaces } = pickSpaces(machine, focus.value, moment.value?.change ?? kNoChange);
  return (
    <>
      {focusFirst(machine, focus.value, mms).map((mm) => {
        const pid = machine.pidOf(mm);
        if (pid === null) return null;
        const row = machine.mmRow.get(mm)!;
        const [start, end] = [machine.s.mms.startBrk[row]!, machine.s.mms.brk[row]!];
        return (
          <table key={mm} class="limit-table" data-k={mmKey(mm)}>
            <caption>
              <PidBadge pid={pid} />{' '}
              {end > start && (
                <span class="dim">{t.value('limits.heap', { range: `${hex(start)}-${hex(end)}`, size: size(end - start) })}</span>
              )}
            </caption>
            <colgroup>
              <col class="c-name" />
              <col class="c-used" />
              <col />
              <col class="c-most" />
            </colgroup>
            <thead class="sr">
              <tr>
                <th scope="col">{t.value('limits.limit')}</th>
                <th scope="col">{t.value('limits.used')}</th>
                <th scope="col">{t.value('limits.share')}</th>
                <th scope="col">{t.value('limits.most')}</th>
              </tr>
            </thead>
            <tbody>
              {limitRows(machine, before, mm).map((one) => (
                <LimitLine key={one.name} row={one} />
              ))}
            </tbody>
          </table>
        );
      })}
      {hiddenSpaces > 0 && <p class="hint">{t.value('limits.more', { processes: t.value.n('process', hiddenSpaces) })}</p>}
    </>
  );
}

function LimitLine({ row }: { row: LimitRow }) {
  const { t } = useView();
  const show = (value: number) => (row.name === 'map_count' ? grouped(value) : size(value));
  const percent = row.limit === null ? 0 : barPercent(row.used, row.limit);
  return (
    <tr class={row.delta === 0 ? '' : 'changed'} title={t.value(`limits.${row.name}`)}>
      <th scope="row">{row.name}</th>
      <td class="used">
        {show(row.used)}
        <Delta delta={row.delta} count={row.name === 'map_count'} />
      </td>
      <td class="bar-cell">
        {row.limit === null ? (
          <span class="open-end" />
        ) : (
          <span class={`bar ${percent >= 100 ? 'full' : ''}`}>
            <span style={{ width: `${percent}%` }} />
          </span>
        )}
      </td>
      <td class="most">{row.limit === null ? t.value('limits.none') : show(row.limit)}</td>
    </tr>
  );
}

function Delta({ delta, count = false }: { delta: number; count?: boolean }) {
  if (delta === 0) return null;
  const text = count ? String(Math.abs(delta)) : size(Math.abs(delta));
  return (
    <small class="hot">
      {' '}
      {delta > 0 ? '+' : '−'}
      {text}
    </small>
  );
}
