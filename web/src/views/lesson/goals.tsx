// What is to be reached, how far the machine is from it, and the help there is.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LessonState, LessonStep } from '../../engine/protocol';
import { mayShowGoal } from '../../lesson/goal';
import type { LessonRunner } from '../../lesson/runner';
import { useView } from '../context';
import { once } from './once';
import { Prose, ProseLine } from './prose';
import { scrollToTop } from './scroll';
import { useLessonWords } from './words';

type Goal = LessonStep['goals'][number];
type GoalState = LessonState['goals'][number];

interface GoalsProps {
  runner: LessonRunner;
  step: LessonStep;
}

export function Goals({ runner, step }: GoalsProps) {
  const { still } = useView();
  const say = useLessonWords();
  const { values, hints, reached } = runner.here.value;
  const box = useRef<HTMLDivElement>(null);
  const was = useRef(reached);
  useEffect(() => {
    if (reached && !was.current) scrollToTop(box.current, still.peek());
    was.current = reached;
  }, [reached]);
  const states = runner.state.value?.goals;
  const goals = step.goals.filter((goal) => !goal.kept);
  const kept = step.goals.filter((goal) => goal.kept);
  const list = (some: Goal[]) => (
    <ul>
      {some.map((goal) => (
        <GoalItem key={goal.id} goal={goal} state={states?.[step.goals.indexOf(goal)]} values={values} latched={reached} />
      ))}
    </ul>
  );
  return (
    <div class="goals" ref={box} data-reached={reached}>
      <h4>{step.puzzle ? say('puzzle') : say('now')}</h4>
      {list(goals)}
      {kept.length > 0 && (
        <>
          <h4>{say('keep')}</h4>
          {list(kept)}
        </>
      )}
      <Count runner={runner} step={step} />
      {step.hints.slice(0, hints).map((hint, i) => (
        <div key={hint} class="hint-text">
          <strong>{say('hintTitle', { at: i + 1 })}</strong> <Prose text={hint} values={values} />
        </div>
      ))}
      <ShownGoal runner={runner} step={step} />
      {reached ? (
        <div class="done">
          <Prose text={step.done} values={values} />
        </div>
      ) : (
        <Help runner={runner} step={step} />
      )}
    </div>
  );
}

interface ItemProps {
  goal: Goal;
  state: GoalState | undefined;
  values: Readonly<Record<string, string>>;
  /** Once all were reached together, what the learner does next takes nothing back. */
  latched: boolean;
}

function GoalItem({ goal, state, values, latched }: ItemProps) {
  const say = useLessonWords();
  const met = latched || (state?.met ?? false);
  return (
    <li class={met ? 'met' : 'unmet'}>
      <span class="mark" role="img" aria-label={say(met ? 'met' : 'unmet')}>
        {met ? '✓' : '○'}
      </span>
      <div>
        <ProseLine text={goal.text} values={values} />
        {!met && state && <States state={state} />}
      </div>
    </li>
  );
}

/** Wanted beside what is there now, with what differs marked. */
function States({ state }: { state: GoalState }) {
  const say = useLessonWords();
  if (state.problem !== '') {
    return (
      <p class="missing">
        {say('missing')} {state.problem}
      </p>
    );
  }
  return (
    <table class="states">
      <caption class="sr">{say('goal.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('goal.what')}</th>
          <th scope="col">{say('goal.wanted')}</th>
          <th scope="col">{say('goal.now')}</th>
        </tr>
      </thead>
      <tbody>
        {state.parts.map((part) => (
          <tr key={part.what} class={part.met ? 'same' : 'missing'}>
            <th scope="row">
              <code>{part.what}</code>
            </th>
            <td>
              <code>{part.wanted === '' ? 'true' : part.wanted.replace(/^== /, '')}</code>
            </td>
            <td>
              <span role="img" aria-label={say(part.met ? 'goal.same' : 'goal.differs')}>
                {part.met ? '=' : '≠'}
              </span>{' '}
              <code>{part.now}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Commands so far, or how many it took; the par is the solution's length. */
function Count({ runner, step }: GoalsProps) {
  const say = useLessonWords();
  const { reached, took, helped, from } = runner.here.value;
  const par = step.solution.length;
  if (reached && (helped || took < 1)) return null;
  if (!reached) return from < 0 ? null : <p class="count">{say('goal.commands', { n: Math.max(0, runner.commands.value - from), par })}</p>;
  return <p class="count">{say(took < par ? 'goal.better' : took === 1 ? 'goal.tookOne' : 'goal.took', { n: took, par })}</p>;
}

/** The goal as a drawing, for who asks for it. */
function ShownGoal({ runner, step }: GoalsProps) {
  const say = useLessonWords();
  const view = useView();
  const [isShown, setShown] = useState(false);
  const [Picture, setPicture] = useState<typeof import('./goal_picture').GoalPicture | null>(null);
  useEffect(() => setShown(false), [step.id]);
  useEffect(() => {
    if (isShown && !Picture)
      void import('./goal_picture').then(
        (code) => setPicture(() => code.GoalPicture),
        () => {
          setShown(false);
          view.notFetched();
        },
      );
  }, [isShown]);
  if (!mayShowGoal(step, runner.here.value)) {
    const isLater = step.puzzle && step.solution.length > 0 && !runner.here.value.reached;
    return isLater ? <p class="count">{say('goal.later')}</p> : null;
  }
  return (
    <>
      <button type="button" class="show-goal" aria-expanded={isShown} onClick={once(() => setShown(!isShown))}>
        {say(isShown ? 'goal.hide' : 'goal.show')}
      </button>
      {isShown && Picture && <Picture key={step.id} runner={runner} step={step} />}
    </>
  );
}

function Help({ runner, step }: { runner: LessonRunner; step: LessonStep }) {
  const say = useLessonWords();
  const { hints } = runner.here.value;
  const next = Math.min(hints + 1, step.hints.length);
  const none = hints >= step.hints.length;
  return (
    <div class="lesson-buttons">
      {step.hints.length > 0 && (
        <button type="button" aria-disabled={none} onClick={once(() => runner.hint())}>
          {say('hint', { at: next, all: step.hints.length })}
        </button>
      )}
      <button type="button" class="solve" onClick={once(() => void runner.solve())}>
        {say('solve')}
      </button>
    </div>
  );
}
