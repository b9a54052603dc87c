// What is shown of a view: whose, where several processes take part, and of which kind.
import type { MessageKey } from '../base/i18n';
import { useView } from './context';

interface Choice<K extends string> {
  /** null: whoever it is. */
  pid: number | null;
  kind: K;
}

interface Props<K extends string> extends Choice<K> {
  pids: readonly number[];
  /** What the two choices are called; a kind's name is that of the second one, and its own behind it. */
  whose: MessageKey;
  which: MessageKey;
  kinds: readonly K[];
  /** One process at a time: nobody can ask for all. */
  isOne?: boolean;
  onChange(choice: Choice<K>): void;
}

export function Filters<K extends string>({ pids, pid, kind, whose, which, kinds, isOne, onChange }: Props<K>) {
  const t = useView().t.value;
  return (
    <>
      {pids.length > 1 && (
        <select
          class="picker"
          aria-label={t(whose)}
          value={pid ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ pid: value === '' ? null : Number(value), kind })}
        >
          {!isOne && <option value="">{t('what.everybody')}</option>}
          {pids.map((one) => (
            <option key={one} value={one}>
              pid {one}
            </option>
          ))}
        </select>
      )}
      <select
        class="picker"
        aria-label={t(which)}
        value={kind}
        onChange={({ currentTarget: { value } }) => onChange({ pid, kind: value as K })}
      >
        {kinds.map((one) => (
          <option key={one} value={one}>
            {t(`${which}.${one}` as MessageKey)}
          </option>
        ))}
      </select>
    </>
  );
}
