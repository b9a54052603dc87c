// What became of an answer: which of the sentences it earns, and whether it is the right one.
import type { LessonPrediction, LessonState } from '../engine/protocol';
import type { AnswerGiven } from './progress';

/** A row of the options; or a number in decimal, or the key of a thing. */
export type Given = { choice: number } | { text: string };

/** Of what is typed or pointed at, the right answer has the row behind all sentences. */
export function judge(plan: LessonPrediction, revealed: LessonState['predictions'][number], given: Given): AnswerGiven {
  if ('choice' in given) return { choice: given.choice, right: revealed.right.indexOf(true) };
  const { answer, wrong } = revealed;
  const right = plan.whys.length;
  const expected = wrong.indexOf(given.text);
  const choice = given.text === answer ? right : expected >= 0 ? expected : right - 1;
  return { choice, right: answer === '' ? -1 : right, text: given.text, answer };
}

/** A number as people type it: 1,000, 1 000, 0x3e8. Null: it is none. */
export function readNumber(text: string): string | null {
  const bare = text.trim().replace(/[\s,_']/g, '');
  return /^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(bare) ? BigInt(bare).toString() : null;
}
