// The last merge or split in words: what was asked, what both neighbours answered and why. The drawing above shows before and after.
import { signal } from '@preact/signals';
import { eventSentence, reasonText } from '../../model/event_text';
import { vmaKey } from '../../model/keys';
import type { Answer, Step } from '../../model/merge';
import { useView } from '../context';

const kMaxSteps = 6;

/** Folded by the visitor, until the page is loaded again. */
export const folded = signal(false);

export function MergeSteps({ steps }: { steps: readonly Step[] }) {
  const { t } = useView();
  const isOpen = !folded.value;
  return (
    <section class="merge" aria-label={t.value('merge.title')}>
      <button
        type="button"
        class={`merge-fold ${isOpen ? '' : 'folded'}`}
        aria-expanded={isOpen}
        aria-label={t.value('merge.title')}
        title={t.value('merge.title')}
        onClick={() => {
          folded.value = isOpen;
        }}
      >
        <span aria-hidden="true">{isOpen ? '▾' : `▸ ${t.value('merge.title')}`}</span>
      </button>
      {isOpen && <Steps steps={steps} />}
    </section>
  );
}

function Steps({ steps }: { steps: readonly Step[] }) {
  const { t, sentences } = useView();
  const shown = steps.slice(0, kMaxSteps);
  return (
    <ul class="merge-steps">
      {shown.map((step) => (
        <li key={step.at}>
          <p class="result">{eventSentence(step.kind === 'question' && step.committed ? step.committed : step.event, sentences.value)}</p>
          {step.kind === 'question' && (
            <>
              <Side name="merge.prev" answer={step.prev} />
              <Side name="merge.next" answer={step.next} />
            </>
          )}
        </li>
      ))}
      {steps.length > shown.length && <li class="hint">{t.value('merge.moreSteps', { count: steps.length - shown.length })}</li>}
    </ul>
  );
}

function Side({ name, answer }: { name: 'merge.prev' | 'merge.next'; answer: Answer }) {
  const { t, sentences } = useView();
  const text = reasonText(answer.reason, sentences.value);
  return (
    <p class={`side ${answer.yes ? 'yes' : 'no'}`} title={text} data-k={answer.vma === null ? undefined : vmaKey(answer.vma)}>
      <span aria-hidden="true">{answer.yes ? '✓' : '✗'}</span> {t.value(name, { id: answer.vma ?? '–' })} {text}
    </p>
  );
}
