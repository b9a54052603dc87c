// `answer NAME THING-OR-OPTION`, typed into the page's shell: what it means for the prediction that is open, and how it is completed.
import type { LessonPrediction } from '../engine/protocol';
import { readNumber } from './answers';

/** The prediction that is open, with the names of its options as the behaviour file has them. */
export interface OpenQuestion {
  plan: LessonPrediction;
  names: readonly string[];
}

export type Meaning =
  | { kind: 'choice'; choice: number }
  | { kind: 'number'; text: string }
  | { kind: 'thing'; text: string }
  /** `open`: what could have been answered. */
  | { kind: 'bad'; problem: 'usage' | 'noQuestion' | 'otherQuestion' | 'noOption' | 'noNumber'; given: string; open: string };

/** The names of a prediction's options, in the order of its words. */
export function optionNames(behaviour: string, prediction: string): string[] {
  const part = behaviour.split(/^\s*predict /m).find((text) => text.split(/\s/, 1)[0] === prediction) ?? '';
  const own = part.split(/^\s*(?:goal|keep|step|hints|solve) /m)[0]!;
  return [...own.matchAll(/^\s*option ([a-z0-9-]+)/gm)].map((match) => match[1]!);
}

const kLine = /^\s*answer(?:\s+(\S+)(?:\s+(\S.*?))?)?\s*$/;

export function meaningOf(line: string, open: OpenQuestion | null): Meaning {
  const [, name, given = ''] = kLine.exec(line) ?? [];
  if (!open) return { kind: 'bad', problem: 'noQuestion', given: name ?? '', open: '' };
  const { plan, names } = open;
  if (name === undefined || given === '') return { kind: 'bad', problem: 'usage', given: '', open: plan.id };
  if (name !== plan.id) return { kind: 'bad', problem: 'otherQuestion', given: name, open: plan.id };
  if (plan.asks === 'thing') return { kind: 'thing', text: given };
  if (plan.asks === 'number') {
    const text = readNumber(given);
    return text === null ? { kind: 'bad', problem: 'noNumber', given, open: plan.id } : { kind: 'number', text };
  }
  const choice = names.indexOf(given);
  return choice < 0 ? { kind: 'bad', problem: 'noOption', given, open: names.join(', ') } : { kind: 'choice', choice };
}

interface Completed {
  from: number;
  candidates: { text: string; hint: string }[];
}

/** What may follow in the text in front of the cursor; null: another command's business. */
export function completeAnswer(before: string, open: OpenQuestion | null, hint: string): Completed | null {
  const words = before.trimStart().split(/\s+/);
  const last = words.at(-1)!;
  const from = new TextEncoder().encode(before.slice(0, before.length - last.length)).length;
  const begins = (all: { text: string; hint: string }[]) => ({ from, candidates: all.filter(({ text }) => text.startsWith(last)) });
  if (words.length === 1) return open ? begins([{ text: 'answer', hint }]) : null;
  if (words[0] !== 'answer') return null;
  if (!open) return { from, candidates: [] };
  const { plan, names } = open;
  if (words.length === 2) return begins([{ text: plan.id, hint: plan.question.replace(/\s+/g, ' ') }]);
  return words.length === 3 ? begins(names.map((text, i) => ({ text, hint: plan.options[i] ?? '' }))) : { from, candidates: [] };
}
