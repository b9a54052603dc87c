// A question before the answer is shown, and after: the options as buttons, then which of them the machine proved right.
import { useEffect, useRef } from 'preact/hooks';
import type { LessonStep } from '../../engine/protocol';
import type { AnswerGiven } from '../../lesson/progress';
import { useView } from '../context';
import { once } from './once';
import { Prose, ProseLine } from './prose';
import { scrollToTop } from './scroll';

interface Props {
  plan: LessonStep['predictions'][number];
  /** Undefined while the question is open. */
  given: AnswerGiven | undefined;
  values: Readonly<Record<string, string>>;
  /** The option that was chosen and waits for the machine's answer. */
  chosen: number | null;
  onChoose(option: number): void;
}

export function Prediction({ plan, given, values, chosen, onChoose }: Props) {
  const { t, still } = useView();
  const say = t.value;
  const options = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(given === undefined);
  useEffect(() => {
    // What follows the answer is longer than what there is room for below.
    if (wasOpen.current && given) scrollToTop(options.current, still.peek());
    wasOpen.current = given === undefined;
  }, [given]);
  return (
    <div class="predict" data-answered={given !== undefined}>
      <div class="question">
        <strong>{say('lesson.before')}</strong> <Prose text={plan.question} values={values} />
      </div>
      <div class="options" ref={options} role="group" aria-label={say('lesson.options')}>
        {plan.options.map((option, i) => (
          <button
            key={option}
            type="button"
            class={optionClass(given, chosen, i)}
            aria-pressed={(given?.choice ?? chosen) === i}
            aria-disabled={given !== undefined}
            onClick={once(() => {
              if (!given) onChoose(i);
            })}
          >
            {given && <span aria-hidden="true">{given.right === i ? '✓ ' : given.choice === i ? '✗ ' : ''}</span>}
            <ProseLine text={option} values={values} />
            {given && <span class="sr">{verdictOf(given, i, say)}</span>}
          </button>
        ))}
      </div>
      {given && (
        <>
          <p class={`verdict ${given.right === given.choice ? 'right' : 'wrong'}`}>
            {given.right < 0 ? (
              say('lesson.noneRight')
            ) : (
              <ProseLine
                text={say(given.right === given.choice ? 'lesson.right' : 'lesson.wrong', {
                  answer: (plan.options[given.right] ?? '').replace(/[.。]$/, ''),
                })}
                values={values}
              />
            )}
          </p>
          <p class="shown-by">
            {say('lesson.revealed')}{' '}
            {plan.reveal.map((command) => (
              <code key={command}>{command}</code>
            ))}
          </p>
          <Prose text={plan.after} values={values} />
        </>
      )}
    </div>
  );
}

function optionClass(given: AnswerGiven | undefined, chosen: number | null, index: number): string {
  if (!given) return chosen === index ? 'option chosen' : 'option';
  if (given.right === index) return 'option right';
  return given.choice === index ? 'option wrong' : 'option';
}

type Say = ReturnType<typeof useView>['t']['value'];

function verdictOf(given: AnswerGiven, index: number, say: Say): string {
  const parts = [given.choice === index ? say('lesson.yours') : '', given.right === index ? say('lesson.itIs') : ''];
  const text = parts.filter((part) => part !== '').join(', ');
  return text === '' ? '' : ` (${text})`;
}
