// The drawing of a lesson's card, as an SVG, and its figures: of the machine at the moment that the card's script leads to, played beside
// the learner's. So they are there after a reload, and for who came to the end by a link.
import { useEffect, useState } from 'preact/hooks';
import type { Lesson } from '../../engine/protocol';
import type { Beside } from '../../lesson/host';
import type { LessonRunner } from '../../lesson/runner';
import { useView } from '../context';

const kRoom = { width: 620, height: 300 };

export interface CardMoment {
  /** '' until it is drawn. */
  svg: string;
  values: Readonly<Record<string, string>>;
}

export function useCardMoment(runner: LessonRunner, { id, card, title, language }: Lesson): CardMoment {
  const { t, theme, notFetched } = useView();
  const [beside, setBeside] = useState<Beside | null>(null);
  const [svg, setSvg] = useState('');
  const [words, colours] = [t.value, theme.value];
  useEffect(() => {
    let isWanted = true;
    void runner.cardMoment().then((found) => isWanted && setBeside(found));
    return () => {
      isWanted = false;
    };
  }, [id, language]);
  useEffect(() => {
    let isWanted = true;
    async function draw(): Promise<void> {
      if (!beside || !card) return;
      const [{ stillsOf }, { svgOf }] = await Promise.all([import('../still'), import('../take_away/svg')]);
      const [content] = await stillsOf(card.view, [beside.seen], kRoom, words);
      if (isWanted && content) setSvg(svgOf(content, title));
    }
    draw().catch(notFetched);
    return () => {
      isWanted = false;
    };
  }, [beside, card?.view, title, words, colours]);
  const { values = {}, predictions = [] } = beside?.state ?? {};
  return { svg, values: Object.assign({}, values, ...predictions.map((one) => one.values)) };
}
