// The lessons there are, with what each is about and how far one has come.
import './lesson.css';
import { useEffect, useState } from 'preact/hooks';
import type { MessageKey } from '../../base/i18n';
import type { LessonHead } from '../../lesson/catalog';
import { fillHoles } from '../../lesson/markdown';
import { useView } from '../context';
import { ProseLine } from './prose';

export interface LessonEntry extends LessonHead {
  id: string;
  track: number;
  /** As the engine computes them. */
  minutes: number;
  steps: number;
  doneSteps: number;
}

interface Props {
  load(): Promise<LessonEntry[]>;
  onStart(id: string): void;
}

export function LessonList({ load, onStart }: Props) {
  const { t } = useView();
  const [heads, setHeads] = useState<LessonEntry[]>([]);
  useEffect(() => {
    let current = true;
    void load().then((found) => current && setHeads(found));
    return () => {
      current = false;
    };
  }, [load]);
  return (
    <>
      <p>{t.value('lesson.listText')}</p>
      <ul class="lesson-list">
        {heads.map((head) => (
          <li key={head.id}>
            <h3>{head.title}</h3>
            <Facts head={head} />
            <p>
              <ProseLine text={fillHoles(head.summary, {})} values={{}} />
            </p>
            <button type="button" class="main" onClick={() => onStart(head.id)}>
              {t.value(head.doneSteps > 0 ? 'lesson.continue' : 'lesson.start')}
              <span class="sr"> {head.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const kTracks: Readonly<Record<number, MessageKey>> = { 2: 'lesson.track2', 3: 'lesson.track3', 4: 'lesson.track4' };

function Facts({ head }: { head: LessonEntry }) {
  const { t } = useView();
  const track = kTracks[head.track];
  return (
    <p class="lesson-facts">
      {track && <span>{t.value(track)}</span>}
      <span>{t.value('lesson.meta', { minutes: head.minutes })}</span>
      <span class={head.doneSteps === head.steps ? 'complete' : ''}>
        {t.value('lesson.progress', { done: head.doneSteps, all: head.steps })}
      </span>
      <progress max={head.steps} value={head.doneSteps} aria-hidden="true" />
    </p>
  );
}
