// The drawing of a machine at the end of a step, in the page's colours, in light ones on paper; and what it says, as text.
import { useEffect, useState } from 'preact/hooks';
import type { MessageKey } from '../../base/i18n';
import type { Content } from '../../draw/mark';
import type { EngineView } from '../../engine/client';
import { seenOf } from '../../model/seen';
import { useView } from '../context';
import { stillsOf } from '../still';
import { svgOf } from '../take_away/svg';
import type { CatalogueSay } from './catalogue_words';

const kRoom = { width: 720, height: 340 };

const address = (svg: string) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** Colours are read while the drawing is written, so the theme is another one for no longer than that. */
function onPaper(content: Content, title: string): string {
  const { dataset } = document.documentElement;
  const theme = dataset.theme;
  dataset.theme = 'light';
  try {
    return svgOf(content, title);
  } finally {
    dataset.theme = theme;
  }
}

interface Props {
  front: string;
  view: EngineView;
  title: string;
  /** The drawing as text. */
  twin: string;
  say: CatalogueSay;
}

export function StepPicture({ front, view, title, twin, say }: Props) {
  const { t, theme } = useView();
  const [drawn, setDrawn] = useState<{ page: string; paper: string } | null>(null);
  const words = t.value;
  useEffect(() => {
    let isWanted = true;
    const seen = seenOf(view);
    if (!seen) return;
    void stillsOf(front, [seen], kRoom, words).then(([content]) => {
      if (isWanted && content) setDrawn({ page: address(svgOf(content, title)), paper: address(onPaper(content, title)) });
    });
    return () => {
      isWanted = false;
    };
  }, [view, front, title, words, theme.value]);
  const name = words(`pane.${front}` as MessageKey);
  if (!drawn) return null;
  return (
    <figure class="read-picture">
      <picture>
        <source media="print" srcset={drawn.paper} />
        <img src={drawn.page} alt={say('read.picture', { view: name })} />
      </picture>
      <figcaption>{say('read.picture', { view: name })}</figcaption>
      {twin !== '' && (
        <details>
          <summary>{say('read.twin')}</summary>
          <pre tabIndex={0}>{twin}</pre>
        </details>
      )}
    </figure>
  );
}
