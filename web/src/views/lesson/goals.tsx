// What is to be reached, how far the machine is from it, and the help there is.
import { useEffect, useRef } from 'preact/hooks';
import type { LessonState, LessonStep } from '../../engine/protocol';
import type { LessonRunner } from '../../lesson/runner';
import { useView } from '../context';
import { once } from './once';
import { Prose, ProseLine } from './prose';
import { scrollToTop } from './scroll';

type Goal = LessonStep['goals'][number];
type GoalState = LessonState['goals'][number];

export function Goals({ runner, step }: { runner: LessonRunner; step: LessonStep }) {
  const { t, still } = useView();
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
      <h4>{t.value('lesson.now')}</h4>
      {list(goals)}
      {kept.length > 0 && (
        <>
          <h4>{t.value('lesson.keep')}</h4>
          {list(kept)}
        </>
      )}
      {step.hints.slice(0, hints).map((hint, i) => (
        <div key={hint} class="hint-text">
          <strong>{t.value('lesson.hintTitle', { at: i + 1 })}</strong> <Prose text={hint} values={values} />
        </div>
      ))}
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
  const { t } = useView();
  const met = latched || (state?.met ?? false);
  return (
    <li class={met ? 'met' : 'unmet'}>
      <span class="mark" role="img" aria-label={t.value(met ? 'lesson.met' : 'lesson.unmet')}>
        {met ? '✓' : '○'}
      </span>
      <div>
        <ProseLine text={goal.text} values={values} />
        {!met && state && <StillMissing state={state} />}
      </div>
    </li>
  );
}

function StillMissing({ state }: { state: GoalState }) {
  const { t } = useView();
  if (state.problem !== '') {
    return (
      <p class="missing">
        {t.value('lesson.missing')} {state.problem}
      </p>
    );
  }
  return (
    <>
      {state.missing.map((one) => (
        <p key={one.what} class="missing">
          {t.value('lesson.missing')} <code>{one.what}</code> {t.value('lesson.is')} <code>{one.now}</code>
          {one.wanted !== '' && (
            <>
              {' · '}
              {t.value('lesson.wanted')} <code>{one.wanted}</code>
            </>
          )}
        </p>
      ))}
    </>
  );
}

function Help({ runner, step }: { runner: LessonRunner; step: LessonStep }) {
  const { t } = useView();
  const { hints } = runner.here.value;
  const next = Math.min(hints + 1, step.hints.length);
  const none = hints >= step.hints.length;
  return (
    <div class="lesson-buttons">
      {step.hints.length > 0 && (
        <button type="button" aria-disabled={none} onClick={once(() => runner.hint())}>
          {t.value('lesson.hint', { at: next, all: step.hints.length })}
        </button>
      )}
      <button type="button" onClick={once(() => void runner.solve())}>
        {t.value('lesson.solve')}
      </button>
    </div>
  );
}
