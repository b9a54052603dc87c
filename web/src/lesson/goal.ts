// Machines beside the learner's. One on which a step's goals are reached: the learner's, taken on by the solution from where the goals
// were shown; where that leads elsewhere, since the learner went another way before, the lesson's own. And that of the lesson's card.
import type { Lesson, LessonStep } from '../engine/protocol';
import type { Beside, LessonHost } from './host';
import type { StepProgress } from './progress';

/** `from`: how many lines the log had, with its empty last one, when the goals were shown; -1: they were not. */
export async function goalOf(host: LessonHost, step: LessonStep, index: number, from: number): Promise<Beside | null> {
  const own =
    from < 0
      ? []
      : [
          host
            .script()
            .split('\n')
            .slice(0, from - 1),
        ];
  const lessons = [...step.start.trimEnd().split('\n'), ...step.setup, ...step.predictions.flatMap((plan) => plan.reveal)];
  for (const way of [...own, lessons]) {
    const beside = await host.beside(`${[...way, ...step.solution].join('\n')}\n`, index, step.front);
    if (beside?.state.goals.every((goal) => goal.met)) return beside;
  }
  return null;
}

/** The machine at the moment of the lesson's surprise. */
export async function cardMomentOf(host: LessonHost, { card, steps }: Lesson): Promise<Beside | null> {
  const index = steps.findIndex(({ id }) => id === card?.step);
  return card && host.beside(card.script, index, card.view);
}

/** A puzzle shows its goal to who has taken all hints: the picture says more than the goals do, and as much as the last hint may. */
export function mayShowGoal({ solution, puzzle, hints }: LessonStep, here: StepProgress): boolean {
  return solution.length > 0 && (!puzzle || here.hints >= hints.length);
}
