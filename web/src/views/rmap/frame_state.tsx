// Of a frame without a family to draw: what it is, and who holds it.
import { addrOfVpn, hex } from '../../base/hex';
import { pageKey } from '../../model/keys';
import type { Machine } from '../../model/machine';
import type { PageWalk, RefHolder } from '../../model/rmap';
import { useView } from '../context';
import { holderText } from './rmap_notes';

const kMostHolders = 30;

export function FrameState({ machine, pfn, walk }: { machine: Machine; pfn: number; walk: PageWalk | null }) {
  const { t } = useView();
  const isZero = pfn === machine.s.machine.zeroPfn[0];
  const isAnon = walk !== null && walk.anonVma !== null;
  const key = isZero ? 'rmap.isZero' : walk === null ? 'rmap.isFree' : isAnon ? 'rmap.nobody' : 'rmap.notAnon';
  const textOf = (holder: RefHolder) =>
    holder.kind === 'pte'
      ? t.value('rmap.holder.pte', { addr: addrOfVpn(holder.vpn ?? 0), pid: holder.pid ?? '–' })
      : holderText(t.value, holder);
  return (
    <div class="frame-state scroll" data-k={pageKey(pfn)}>
      <p>{t.value(key, { pfn: hex(pfn) })}</p>
      {walk !== null && !isZero && (
        <>
          <p class="dim">
            {t.value('rmap.mapcount', { count: walk.mapcount })} · {t.value('rmap.holders', { pfn: hex(pfn), count: walk.refcount })}
          </p>
          <ul>
            {walk.holders.slice(0, kMostHolders).map((holder, i) => (
              <li key={`${holder.kind}${String(i)}`}>{textOf(holder)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
