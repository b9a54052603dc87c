// The drawing of a lesson's card, as an SVG: taken when the figure of the card has become known and the picture has followed.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Lesson } from '../../engine/protocol';
import type { LessonRunner } from '../../lesson/runner';
import { pictureOf } from '../pictures';

/** By the lesson's id; for this visit. */
export const pictures = signal<ReadonlyMap<string, string>>(new Map());

/** Pictures move for a while, ms. */
const kSettled = 1200;

async function take(lesson: Lesson, view: string): Promise<void> {
  const content = pictureOf(view);
  if (!content) return;
  const { svgOf } = await import('../take_away/save');
  pictures.value = new Map([...pictures.peek(), [lesson.id, svgOf(content, lesson.title)]]);
}

export function useCardPicture(runner: LessonRunner, lesson: Lesson): void {
  const { card } = lesson;
  const values = runner.here.value.values;
  const isKnown = card !== null && runner.step.value?.id === card.step && (card.value in values || `${card.value}.en` in values);
  useEffect(() => {
    if (!card || !isKnown) return undefined;
    const timer = setTimeout(() => void take(lesson, card.view), kSettled);
    return () => clearTimeout(timer);
  }, [lesson.id, isKnown]);
}
