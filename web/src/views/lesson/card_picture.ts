// The drawing of a lesson's card, as an SVG: of the machine at the moment that the card's script leads to, played beside the learner's.
import { useEffect, useState } from 'preact/hooks';
import { playBeside } from '../../engine/beside';
import { isFailure, type Lesson } from '../../engine/protocol';
import { seenOf } from '../../model/seen';
import { useView } from '../context';

const kRoom = { width: 620, height: 300 };

/** '' until it is there. */
export function useCardPicture({ card, title }: Lesson): string {
  const view = useView();
  const [svg, setSvg] = useState('');
  const t = view.t.value;
  const theme = view.theme.value;
  useEffect(() => {
    let isWanted = true;
    async function take(): Promise<void> {
      if (!card) return;
      const [beside, { stillsOf }, { svgOf }] = await Promise.all([
        playBeside(card.script, async () => null),
        import('../still'),
        import('../take_away/save'),
      ]);
      const seen = isFailure(beside) ? null : seenOf(beside.view);
      if (!seen) return;
      const [content] = await stillsOf(card.view, [seen], kRoom, t);
      if (isWanted && content) setSvg(svgOf(content, title));
    }
    void take();
    return () => {
      isWanted = false;
    };
  }, [card?.script, card?.view, title, t, theme]);
  return svg;
}
