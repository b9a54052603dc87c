// A question before the answer is shown, and after: what the learner said, what the machine showed, and the sentence that answers it.
import { useEffect, useRef } from 'preact/hooks';
import type { LessonPrediction } from '../../engine/protocol';
import type { AnswerGiven } from '../../lesson/progress';
import { useView } from '../context';
import { AskNumber } from './ask_number';
import { AskThing } from './ask_thing';
import { once } from './once';
import { Prose, ProseLine } from './prose';
import { scrollToBoth } from './scroll';
import { nameOf } from './things';
import { type LessonSay, useLessonWords } from './words';

interface Props {
  plan: LessonPrediction;
  /** Undefined while the question is open. */
  given: AnswerGiven | undefined;
  values: Readonly<Record<string, string>>;
  /** The option that was chosen and waits for the machine's answer. */
  chosen: number | null;
  onChoose(option: number): void;
  onGive(text: string): void;
  find(text: string): Promise<string>;
}

export function Prediction({ plan, given, values, chosen, onChoose, onGive, find }: Props) {
  const { still } = useView();
  const say = useLessonWords();
  const answers = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(given === undefined);
  useEffect(() => {
    // What follows the answer is longer than what there is room for below; the question stays beside it.
    if (wasOpen.current && given) {
      const box = answers.current?.closest('.predict');
      scrollToBoth(box, answers.current, still.peek());
      // The field that had the focus is gone.
      if (plan.asks !== 'choice') answers.current?.focus({ preventScroll: true });
    }
    wasOpen.current = given === undefined;
  }, [given]);
  return (
    <div class="predict" data-answered={given !== undefined} data-asks={plan.asks}>
      <div class="question">
        <strong>{say('before')}</strong> <Prose text={plan.question} values={values} />
      </div>
      <div class="answers" ref={answers} tabIndex={-1}>
        {plan.asks === 'choice' && <Options plan={plan} given={given} values={values} chosen={chosen} onChoose={onChoose} />}
        {plan.asks === 'number' && !given && <AskNumber onGive={onGive} />}
        {plan.asks === 'thing' && !given && <AskThing thing={plan.thing} find={find} onGive={onGive} />}
        {given && <Verdict plan={plan} given={given} values={values} />}
      </div>
      {given && (
        <>
          <p class="shown-by">
            {say('revealed')}{' '}
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

type OptionsProps = Pick<Props, 'plan' | 'given' | 'values' | 'chosen' | 'onChoose'>;

function Options({ plan, given, values, chosen, onChoose }: OptionsProps) {
  const say = useLessonWords();
  return (
    <div class="options" role="group" aria-label={say('options')}>
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
  );
}

interface VerdictProps {
  plan: LessonPrediction;
  given: AnswerGiven;
  values: Readonly<Record<string, string>>;
}

function Verdict({ plan, given, values }: VerdictProps) {
  const { moment } = useView();
  const say = useLessonWords();
  const isRight = given.right === given.choice;
  const why = plan.whys[given.choice] ?? '';
  const shown = (text = '') => (plan.asks === 'thing' ? nameOf(moment.value?.machine ?? null, text, say) : text);
  const short = (plan.options[given.right] ?? '').replace(/[.。]$/, '');
  return (
    <>
      <p class={`verdict ${isRight ? 'right' : 'wrong'}`}>
        {given.right < 0 ? (
          say('noneRight')
        ) : plan.asks === 'choice' ? (
          <ProseLine text={say(isRight ? 'right' : 'wrong', { answer: short })} values={values} />
        ) : isRight ? (
          sentences(say('answer.right'), say('answer.hit', { answer: shown(given.answer) }))
        ) : (
          sentences(say('answer.wrong'), say('answer.yours', { text: shown(given.text), answer: shown(given.answer) }))
        )}
      </p>
      {given.right >= 0 && why !== '' && (
        <p class="why">
          <ProseLine text={why} values={values} />
        </p>
      )}
    </>
  );
}

/** One after the other; a full stop of Chinese brings its own room. */
const sentences = (first: string, second: string) => `${first}${first.endsWith('。') ? '' : ' '}${second}`;

function optionClass(given: AnswerGiven | undefined, chosen: number | null, index: number): string {
  if (!given) return chosen === index ? 'option chosen' : 'option';
  if (given.right === index) return 'option right';
  return given.choice === index ? 'option wrong' : 'option';
}

function verdictOf(given: AnswerGiven, index: number, say: LessonSay): string {
  const parts = [given.choice === index ? say('yours') : '', given.right === index ? say('itIs') : ''];
  const text = parts.filter((part) => part !== '').join(', ');
  return text === '' ? '' : ` (${text})`;
}
