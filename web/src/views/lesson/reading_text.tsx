// A lesson that was played through, as a text: questions with their answers, what was typed, and a drawing of each step's end.
import './lesson.css';
import './reading.css';
import type { Lesson } from '../../engine/protocol';
import type { Reading, ReadPrediction, ReadStep } from '../../lesson/reading';
import { Machine } from '../../model/machine';
import type { CatalogueSay } from './catalogue_words';
import { Prose, ProseLine } from './prose';
import { StepPicture } from './reading_picture';
import { nameOf } from './things';
import { lessonWords } from './words';

export function ReadingText({ reading: { lesson, steps }, say }: { reading: Reading; say: CatalogueSay }) {
  return (
    <article class="lesson reading-text" lang={lesson.language === 'zh' ? 'zh-CN' : lesson.language}>
      <h3>{lesson.title}</h3>
      <Prose text={lesson.summary} values={{}} />
      {steps.map((read, at) => (
        <Step key={read.step.id} read={read} at={at} say={say} language={lesson.language} />
      ))}
      <Ending lesson={lesson} steps={steps} say={say} />
    </article>
  );
}

interface StepProps {
  read: ReadStep;
  at: number;
  say: CatalogueSay;
  language: string;
}

function Step({ read, at, say, language }: StepProps) {
  const { step, values, predictions, front, view, twin } = read;
  return (
    <section aria-labelledby={`read-${step.id}`}>
      <h4 id={`read-${step.id}`}>
        {at + 1} · {step.title}
      </h4>
      <Typed label={say('read.setup')} lines={[...(step.fresh ? step.start.trimEnd().split('\n') : []), ...step.setup]} />
      <Prose text={step.body} values={values} />
      {predictions.map((one) => (
        <Prediction key={one.plan.id} read={one} values={values} say={say} language={language} view={view} />
      ))}
      {step.goals.length > 0 && (
        <>
          <p class="read-label">{say(step.puzzle ? 'read.puzzle' : 'read.goals')}</p>
          <ul class="read-goals">
            {step.goals.map((goal) => (
              <li key={goal.id}>
                <ProseLine text={goal.text} values={values} />
              </li>
            ))}
          </ul>
          <Typed label={say('read.solution')} lines={step.solution} />
        </>
      )}
      {step.done !== '' && <Prose text={step.done} values={values} />}
      <StepPicture front={front} view={view} twin={twin} title={`${at + 1} · ${step.title}`} say={say} />
    </section>
  );
}

function Typed({ label, lines }: { label: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <figure class="read-typed">
      <figcaption class="read-label">{label}</figcaption>
      <pre tabIndex={0}>{lines.join('\n')}</pre>
    </figure>
  );
}

interface PredictionProps {
  read: ReadPrediction;
  values: Readonly<Record<string, string>>;
  say: CatalogueSay;
  language: string;
  view: ReadStep['view'];
}

function Prediction({ read, values, say, language, view }: PredictionProps) {
  const { plan, right, answer, wrong } = read;
  const machine = plan.asks === 'thing' && view.snapshot ? new Machine(view.snapshot) : null;
  const nameIt = (text: string) => (plan.asks === 'thing' ? nameOf(machine, text, lessonWords(language)) : text);
  const rows =
    plan.asks === 'choice'
      ? plan.options.map((label, i) => ({ label, why: plan.whys[i] ?? '', isRight: i === right }))
      : [
          { label: nameIt(answer), why: '', isRight: true },
          ...plan.whys.map((why, i) => ({ label: otherOf(wrong[i], nameIt, say), why, isRight: false })),
        ];
  return (
    <div class="read-question">
      <div class="question">
        <Prose text={plan.question} values={values} />
      </div>
      <dl>
        {rows.map(({ label, why, isRight }, i) => (
          <div key={i} class={isRight ? 'right' : ''}>
            <dt>
              <span aria-hidden="true">{isRight ? '✓ ' : ''}</span>
              <ProseLine text={label} values={values} />
              {isRight && <span class="sr"> ({say('read.right')})</span>}
            </dt>
            {why !== '' && (
              <dd>
                <ProseLine text={why} values={values} />
              </dd>
            )}
          </div>
        ))}
      </dl>
      <Typed label={say('read.shown')} lines={plan.reveal} />
      <Prose text={plan.after} values={values} />
    </div>
  );
}

/** Behind the wrong answers to expect stands a sentence for all others. */
function otherOf(text: string | undefined, nameIt: (text: string) => string, say: CatalogueSay): string {
  return text === undefined || text === '' ? say('read.other') : nameIt(text);
}

function Ending({ lesson, steps, say }: { lesson: Lesson; steps: readonly ReadStep[]; say: CatalogueSay }) {
  const { card, homes } = lesson;
  const values = steps.find(({ step }) => step.id === card?.step)?.values ?? {};
  const words = lessonWords(lesson.language);
  return (
    <>
      {card && (
        <p class="read-card">
          <ProseLine text={card.text} values={values} />
        </p>
      )}
      {homes.length > 0 && (
        <section aria-label={words('home.title')}>
          <h4>{words('home.title')}</h4>
          {homes.map(({ text, untried }) => (
            <div key={text}>
              <Prose text={text} values={{}} />
              {untried && <p class="untried">{words('home.untried')}</p>}
            </div>
          ))}
        </section>
      )}
      <p class="read-address">{say('read.address', { address: location.href })}</p>
    </>
  );
}
