// The menu by which a drawing is taken away: as a picture, or as the text that tells the same. What makes the files is fetched when one is
// wanted.
import { useRef } from 'preact/hooks';
import type { Content } from '../../draw/mark';
import { useView, type ViewName } from '../context';
import type { Form } from './save';

const kForms: readonly Form[] = ['svg', 'png', 'txt', 'md'];

export function TakeAway({ name, label, picture }: { name: ViewName; label: string; picture(): Content }) {
  const view = useView();
  const menu = useRef<HTMLDetailsElement>(null);
  const t = view.t.value;
  const close = () => {
    menu.current!.open = false;
    menu.current!.querySelector('summary')!.focus();
  };
  const save = async (form: Form) => {
    close();
    const code = await import('./save').catch(view.notFetched);
    await code?.saveAs(form, { view, name, label, picture: picture() });
  };
  return (
    <details
      class="take-away"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !menu.current!.open) return;
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        if (!menu.current!.contains(event.relatedTarget as Node | null)) menu.current!.open = false;
      }}
    >
      <summary class="icon" aria-label={t('draw.take', { pane: label })} title={t('draw.take', { pane: label })}>
        ⤓
      </summary>
      <div class="take-away-forms">
        {kForms.map((form) => (
          <button key={form} type="button" data-form={form} onClick={() => void save(form)}>
            {t(`draw.${form}`)}
          </button>
        ))}
      </div>
    </details>
  );
}
