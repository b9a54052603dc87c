// The pane of the lesson that is open: where one is, the text, predictions, goals, and the way on.
import './lesson.css';
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Lesson, LessonStep } from '../../engine/protocol';
import type { Said } from '../../lesson/host';
import { fillHoles } from '../../lesson/markdown';
import type { LessonRunner } from '../../lesson/runner';
import { IconButton, Pane } from '../../widgets/pane';
import { useView } from '../context';
import { Closing } from './closing';
import { Goals } from './goals';
import { once } from './once';
import { Prediction } from './prediction';
import { Prose } from './prose';
import { useWordLinks, WordLinks } from './word_links';
import { type LessonSay, LessonWords, lessonWords, useLessonWords } from './words';

interface Props {
  runner: LessonRunner;
  /** Shows the list of all lessons. */
  onList(): void;
  /** Its last step was left behind. */
  onFinished(): void;
}

export function LessonView({ runner, onList, onFinished }: Props) {
  const lesson = runner.lesson.value;
  const problem = runner.problem.value;
  if (!lesson) return problem ? <ProblemPane runner={runner} onList={onList} /> : null;
  return <Open runner={runner} lesson={lesson} onList={onList} onFinished={onFinished} />;
}

function Open({ runner, lesson, onList, onFinished }: Props & { lesson: Lesson }) {
  const { t } = useView();
  const links = useWordLinks(lesson);
  const tools = (
    <span class="pane-tools">
      <IconButton label={t.value('lesson.all')} onClick={onList}>
        ☰
      </IconButton>
      <IconButton label={t.value('lesson.close')} onClick={() => runner.close()}>
        ✕
      </IconButton>
    </span>
  );
  const say = lessonWords(lesson.language);
  return (
    <LessonWords.Provider value={say}>
      <Pane
        id="lesson"
        title={lesson.title}
        subtitle={say('position', { at: runner.index.value + 1, all: lesson.steps.length })}
        aside={t.value('lesson.meta', { minutes: lesson.minutes })}
        tools={tools}
        bodyClass="scroll lesson"
      >
        <StepBar runner={runner} lesson={lesson} />
        <WordLinks.Provider value={links}>
          {runner.step.value && <Step runner={runner} lesson={lesson} step={runner.step.value} onFinished={onFinished} />}
        </WordLinks.Provider>
        <Announcer runner={runner} />
      </Pane>
    </LessonWords.Provider>
  );
}

function ProblemPane({ runner, onList }: Omit<Props, 'onFinished'>) {
  const { t } = useView();
  const problem = runner.problem.value;
  const text =
    problem?.kind === 'malformed'
      ? t.value('lesson.malformed', { message: problem.message })
      : t.value('link.lesson', { id: problem?.id ?? '' });
  return (
    <Pane id="lesson" title={t.value('pane.lesson')} bodyClass="scroll lesson">
      <p role="alert">{text}</p>
      <div class="lesson-buttons">
        <button type="button" onClick={onList}>
          {t.value('lesson.all')}
        </button>
        <button type="button" onClick={() => runner.close()}>
          {t.value('lesson.close')}
        </button>
      </div>
    </Pane>
  );
}

function StepBar({ runner, lesson }: { runner: LessonRunner; lesson: Lesson }) {
  const say = useLessonWords();
  const done = runner.doneSteps.value;
  return (
    <nav aria-label={say('steps')}>
      <ol class="step-bar">
        {lesson.steps.map((step, i) => (
          <li key={step.id}>
            <button
              type="button"
              class={done.has(step.id) ? 'done' : ''}
              aria-current={i === runner.index.value ? 'step' : undefined}
              aria-label={say(done.has(step.id) ? 'stepDone' : 'stepLabel', { at: i + 1, title: step.title })}
              title={step.title}
              onClick={() => {
                if (i !== runner.index.value) void runner.go(i);
              }}
            />
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface StepProps {
  runner: LessonRunner;
  lesson: Lesson;
  step: LessonStep;
  onFinished(): void;
}

function Step({ runner, lesson, step, onFinished }: StepProps) {
  const title = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step.id);
  const { answers, values } = runner.here.value;
  const asked = runner.asked.value;
  useEffect(() => {
    if (shown.current === step.id) return;
    shown.current = step.id;
    title.current?.closest('.pane-body')?.scrollTo(0, 0);
    title.current?.focus({ preventScroll: true });
  }, [step.id]);
  return (
    <article class="step" aria-busy={runner.busy.value} data-lesson={lesson.id} data-step={runner.index.value}>
      <h3 ref={title} tabIndex={-1}>
        {step.title}
      </h3>
      {runner.index.value === 0 && answers.length === 0 && (
        <div class="summary">
          <Prose text={lesson.summary} values={{}} />
        </div>
      )}
      <Prose text={step.body} values={values} />
      {runner.unfit.value ? (
        <Unfit runner={runner} />
      ) : (
        <>
          {step.predictions.slice(0, asked + 1).map((plan, i) => (
            <Prediction
              key={plan.id}
              plan={plan}
              given={answers[i]}
              values={values}
              chosen={i === asked ? runner.chosen.value : null}
              onChoose={(option) => void runner.choose(option)}
              onGive={(text) => void runner.give(text)}
              find={(text) => runner.find(text)}
            />
          ))}
          {runner.showsGoals.value && step.goals.length > 0 && <Goals runner={runner} step={step} />}
        </>
      )}
      {step.puzzle && runner.here.value.reached && <Closing runner={runner} lesson={lesson} />}
      <Way runner={runner} lesson={lesson} onFinished={onFinished} />
    </article>
  );
}

function Unfit({ runner }: { runner: LessonRunner }) {
  const say = useLessonWords();
  return (
    <div class="unfit" role="alert">
      <p>{say('unfit')}</p>
      <button type="button" class="main" onClick={once(() => void runner.restart())}>
        {say('setUp')}
      </button>
    </div>
  );
}

/** Back, anew, on. */
function Way({ runner, lesson, onFinished }: { runner: LessonRunner; lesson: Lesson; onFinished(): void }) {
  const say = useLessonWords();
  const at = runner.index.value;
  const last = at === lesson.steps.length - 1;
  const done = runner.here.value.reached;
  const finish = () => {
    runner.close();
    onFinished();
  };
  return (
    <>
      {last && done && <p class="finished">{say('finished', { done: runner.doneSteps.value.size, all: lesson.steps.length })}</p>}
      <div class="lesson-buttons way">
        {at > 0 && (
          <button type="button" onClick={once(() => void runner.go(at - 1))}>
            {say('previous')}
          </button>
        )}
        <button type="button" onClick={once(() => void runner.restart())}>
          {say('again')}
        </button>
        <button type="button" class={`next ${done ? 'main' : ''}`} onClick={once(() => (last ? finish() : void runner.go(at + 1)))}>
          {say(last ? 'finish' : done ? 'next' : 'skip')}
          {last ? '' : ' ▸'}
        </button>
      </div>
    </>
  );
}

/** Says what came of an answer, a hint, a goal: for those who do not see it appear. */
function Announcer({ runner }: { runner: LessonRunner }) {
  const words = useRef(useLessonWords());
  words.current = useLessonWords();
  const ref = useRef<HTMLParagraphElement>(null);
  useEffect(
    () =>
      effect(() => {
        const said = runner.said.value;
        if (ref.current) ref.current.textContent = said ? wordsOf(said, runner.here.peek().values, words.current) : '';
      }),
    [],
  );
  return <p class="sr" role="status" aria-live="polite" ref={ref} />;
}

function wordsOf(said: Said, values: Readonly<Record<string, string>>, say: LessonSay): string {
  switch (said.kind) {
    case 'right':
    case 'wrong': {
      const why = fillHoles(said.why, values).replace(/[`*]/g, '');
      // Of what is pointed at the sentence alone says it.
      if (said.answer === '') return why;
      return `${say(said.kind === 'right' ? 'right' : 'wrong', { answer: fillHoles(said.answer, values) })} ${why}`.trim();
    }
    case 'none':
      return say('noneRight');
    case 'hint':
      return fillHoles(said.text, values).replace(/[`*]/g, '');
    case 'goals':
      return say('goalsSaid', { met: said.met, count: said.count });
    case 'done':
      return say('doneSaid');
    case 'ready':
      return say('ready');
  }
}
