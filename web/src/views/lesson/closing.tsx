// What closes a lesson: the card that can be passed on, what shows the same on one's own Linux, and the lessons that build on this one.
import { useEffect, useState } from 'preact/hooks';
import type { Lesson } from '../../engine/protocol';
import { fillHoles } from '../../lesson/markdown';
import type { LessonRunner } from '../../lesson/runner';
import { useView, type ViewContext } from '../context';
import { asMarkdown } from '../take_away/texts';
import { useCardMoment } from './card_picture';
import { once } from './once';
import { Prose, ProseLine } from './prose';
import { useLessonWords } from './words';

interface Props {
  runner: LessonRunner;
  lesson: Lesson;
}

export function Closing({ runner, lesson }: Props) {
  return (
    <>
      {lesson.card && <Card runner={runner} lesson={lesson} card={lesson.card} />}
      {lesson.homes.length > 0 && <Homes lesson={lesson} />}
      <Onward runner={runner} lesson={lesson} />
    </>
  );
}

/** A script in the clear, as an address. */
const addressOf = (script: string) => `${location.href.replace(/#.*$/, '')}#cmd=${encodeURIComponent(script.trimEnd())}`;

function Card({ runner, lesson, card }: Props & { card: NonNullable<Lesson['card']> }) {
  const view = useView();
  const say = useLessonWords();
  const [own, setOwn] = useState('');
  const [note, setNote] = useState('');
  const { svg, values: computed } = useCardMoment(runner, lesson);
  // The learner's own figures, where there are any.
  const values = { ...computed, ...runner.valuesOf(card.step) };
  const there = addressOf(card.script);
  const sentence = fillHoles(card.text, values).replace(/\s*\n\s*/g, ' ');
  useEffect(() => {
    void view.link().then(setOwn);
  }, [view.moment.value?.status.headHash]);
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => setNote(say('card.copied')),
      () => setNote(say('card.notCopied')),
    );
  return (
    <section class="lesson-card" aria-label={say('card.title')}>
      <figure>
        {svg !== '' && <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} alt={say('card.picture')} />}
        <figcaption>
          <ProseLine text={card.text} values={values} />
        </figcaption>
      </figure>
      <p class="card-links">
        <a href={there} target="_blank" rel="noopener">
          {say('card.moment')}
        </a>
        {own !== '' && (
          <a href={own} target="_blank" rel="noopener">
            {say('card.own')}
          </a>
        )}
      </p>
      <div class="lesson-buttons">
        {svg !== '' && (
          <button type="button" onClick={once(() => void copy(svg))}>
            {say('card.svg')}
          </button>
        )}
        <button
          type="button"
          onClick={once(() => void solutionOf(view).then((text) => copy(asMarkdown({ title: lesson.title, sentence, link: there, text }))))}
        >
          {say('card.md')}
        </button>
      </div>
      <p role="status">{note}</p>
    </section>
  );
}

/** The commands that led here, without the boot line. */
async function solutionOf(view: ViewContext): Promise<string> {
  const script = await view.ask('script', {});
  return script.split('\n').slice(1).join('\n');
}

function Homes({ lesson }: { lesson: Lesson }) {
  const say = useLessonWords();
  return (
    <section class="homes" aria-label={say('home.title')}>
      <h4>{say('home.title')}</h4>
      {lesson.homes.map(({ text, untried }) => (
        <div key={text}>
          <Prose text={text} values={{}} />
          {untried && <p class="untried">{say('home.untried')}</p>}
        </div>
      ))}
    </section>
  );
}

function Onward({ runner, lesson }: Props) {
  const say = useLessonWords();
  const [next, setNext] = useState<readonly { id: string; title: string }[]>([]);
  useEffect(() => {
    let isCurrent = true;
    void runner.next().then((found) => isCurrent && setNext(found));
    return () => {
      isCurrent = false;
    };
  }, [lesson.id, lesson.language]);
  if (next.length === 0) return null;
  return (
    <section class="onward" aria-label={say('next.title')}>
      <h4>{say('next.title')}</h4>
      <div class="lesson-buttons">
        {next.map(({ id, title }, i) => (
          <button key={id} type="button" class={i === 0 ? 'main' : ''} onClick={once(() => void runner.openNext(id))}>
            {title}
          </button>
        ))}
      </div>
    </section>
  );
}
