// One entry bit by bit: the one pointed at, else the chosen one, else the leaf of the walk; with what it was before the last command.
import { addrOfVpn, hex } from '../../base/hex';
import { decodeEntry, entryHex, isInverted, targetText } from '../../model/bits';
import { pteKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import { levelName } from '../../model/machine';
import { entryNamed, walkOf } from '../../model/walk';
import { useView } from '../context';

interface Props {
  machine: Machine;
  fallback: string | null;
  mm: number;
  vpn: number | null;
}

const bitNames = (lo: number, hi: number) =>
  decodeEntry(lo, hi)
    .filter((bit) => bit.on)
    .map((bit) => bit.id)
    .join(' ');

export function EntryBits({ machine, fallback, mm, vpn }: Props) {
  const { t, hovered, chosen, moment } = useView();
  const entry = [hovered.value, chosen.value, fallback].map((key) => entryNamed(machine, mm, key)).find((one) => one !== null);
  const change = moment.value?.change;
  if (!entry) {
    return (
      <div class={`bits-empty ${vpn !== null && machine.vmaAt(mm, vpn) ? '' : 'lost'}`}>
        {vpn !== null && t.value('tables.entryEmpty', { index: walkOf(machine, mm, vpn)?.steps.at(-1)?.index ?? 0 })}
      </div>
    );
  }
  const key = pteKey(mm, entry.vpn);
  const old = entry.level === 1 ? change?.oldEntries.get(key) : undefined;
  const isNew = entry.level === 1 && !old && change?.keys.has(key);
  return (
    <div class="bits">
      <div class="bits-head">
        <b>
          {levelName(entry.level, machine.levels)} {entry.index}
        </b>{' '}
        <code>{addrOfVpn(entry.vpn)}</code> <span class="dim">pid {machine.pidOf(mm) ?? '–'}</span>
        <code class="value">{entryHex(entry.lo, entry.hi)}</code>
        {old && (
          <span class="was">
            {t.value('tables.was', { pfn: targetText(old), bits: bitNames(old.lo, old.hi) })} →{' '}
            {t.value('tables.wasNow', { pfn: targetText(entry), bits: bitNames(entry.lo, entry.hi) })}
          </span>
        )}
        {isNew && <span class="was">{t.value('tables.wasEmpty')}</span>}
      </div>
      <ul class="bit-row" aria-label={t.value('tables.bits', { value: entryHex(entry.lo, entry.hi) })}>
        {decodeEntry(entry.lo, entry.hi).map((bit) => {
          const wasOn = old && decodeEntry(old.lo, old.hi).find((one) => one.id === bit.id)?.on;
          const moved = old && wasOn !== bit.on ? 'changed' : '';
          const meaning = t.value(bit.on ? `bit.${bit.id}` : `bit.off.${bit.id}`);
          const label = t.value(bit.on ? 'bit.on' : 'bit.off', { id: bit.id, meaning });
          return (
            <li key={bit.id} class={`bit ${bit.on ? 'on' : ''} ${moved}`} title={label}>
              <small aria-hidden="true">{bit.bit}</small>
              <span aria-hidden="true">{bit.id}</span>
              <span class="sr">{label}</span>
            </li>
          );
        })}
        <li class="bit frame-bits" title={isInverted(entry.lo) ? t.value('tables.inverted', { pfn: hex(entry.pfn) }) : targetText(entry)}>
          <small aria-hidden="true">51–12</small>
          <span class="mono">{`${isInverted(entry.lo) ? '~' : ''}${targetText(entry)}`}</span>
        </li>
      </ul>
    </div>
  );
}
