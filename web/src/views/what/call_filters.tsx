// Which rows of the call tree are shown: whose, where several processes take part, and of which kind.
import type { CallFilter } from '../../model/call_filter';
import { kEventKinds } from '../../model/event_kinds';
import { useView } from '../context';

interface Props {
  pids: readonly number[];
  filter: CallFilter;
  onChange(filter: CallFilter): void;
}

export function CallFilters({ pids, filter, onChange }: Props) {
  const { t } = useView();
  return (
    <>
      {pids.length > 1 && (
        <select
          class="picker"
          aria-label={t.value('what.process')}
          value={filter.pid ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ ...filter, pid: value === '' ? null : Number(value) })}
        >
          <option value="">{t.value('what.everybody')}</option>
          {pids.map((pid) => (
            <option key={pid} value={pid}>
              pid {pid}
            </option>
          ))}
        </select>
      )}
      <select
        class="picker"
        aria-label={t.value('what.kind')}
        value={filter.kind}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, kind: value as CallFilter['kind'] })}
      >
        {(['all', ...kEventKinds] as const).map((kind) => (
          <option key={kind} value={kind}>
            {t.value(`what.kind.${kind}`)}
          </option>
        ))}
      </select>
    </>
  );
}
