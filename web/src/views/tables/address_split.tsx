// The walked address taken apart: sign extension, nine bits a level, the offset in the page.
import { indexBits, type Walk } from '../../model/walk';
import { useView } from '../context';

export function AddressSplit({ walk }: { walk: Walk }) {
  const { t } = useView();
  const signBit = 12 + 9 * (walk.steps[0]?.level ?? 4);
  return (
    <div class="split">
      <span class="part sign" title={`63–${signBit}`}>
        <small>63–{signBit}</small>
        <code>0…</code>
      </span>
      {walk.steps.map((step) => (
        <span key={step.level} class={`part ${step.entry ? '' : 'dead'}`}>
          <small>
            {step.name} <b>{step.index}</b>
          </small>
          <code>{indexBits(step.index)}</code>
        </span>
      ))}
      <span class="part offset">
        <small>{t.value('tables.offset')}</small>
        <code>0000 0000 0000</code>
      </span>
    </div>
  );
}
