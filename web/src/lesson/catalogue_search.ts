// Finds lessons: by title, sentence, the words that they explain, and the questions that they answer.
import { type Catalogue, inOrder, type LessonHead, type Question } from './catalog';

export interface FoundLesson {
  lesson: LessonHead;
  /** Numbers of the questions that what was looked for stands in. */
  questions: ReadonlySet<string>;
}

const plain = (text: string) => text.toLowerCase().replace(/[`*]/g, '');
const partsOf = (query: string) =>
  plain(query)
    .split(/\s+/)
    .filter((part) => part !== '');
const holds = (text: string, parts: readonly string[]) => parts.every((part) => text.includes(part));

/** Q7 is not found in Q77. */
function asksFor({ id, text }: Question, parts: readonly string[]): boolean {
  return parts.every((part) => (/^q\d+$/.test(part) ? part === id.toLowerCase() : plain(text).includes(part)));
}

/** Every part of the query must be found. Lessons found by their own words come before those found by a question. */
export function findLessons(catalogue: Catalogue, query: string): FoundLesson[] {
  const parts = partsOf(query);
  if (parts.length === 0) return [];
  const asked = new Set(catalogue.questions.filter((question) => asksFor(question, parts)).map(({ id }) => id));
  const lessons = inOrder(catalogue).flatMap((id) => catalogue.lessons.filter((lesson) => lesson.id === id));
  const found = lessons.flatMap((lesson): (FoundLesson & { byWords: boolean })[] => {
    const byWords = holds(plain([lesson.title, lesson.summary, lesson.id, ...lesson.words.flat()].join('\n')), parts);
    const questions = new Set([...lesson.answers, ...lesson.tells].filter((id) => asked.has(id)));
    return byWords || questions.size > 0 ? [{ lesson, questions, byWords }] : [];
  });
  return [...found.filter(({ byWords }) => byWords), ...found.filter(({ byWords }) => !byWords)];
}
