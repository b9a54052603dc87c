// The lessons there are, with what each is about and how far one has come.
import './lesson.css';
import { useEffect, useState } from 'preact/hooks';
import { fillHoles } from '../../lesson/markdown';
import { useView } from '../context';
import { ProseLine } from './prose';

export interface LessonHead {
  id: string;
  title: string;
  summary: string;
  doneSteps: number;
}

interface Props {
  load(): Promise<LessonHead[]>;
  onStart(id: string): void;
}

export function LessonList({ load, onStart }: Props) {
  const { t } = useView();
  const [heads, setHeads] = useState<LessonHead[]>([]);
  useEffect(() => {
    let current = true;
    void load().then((found) => current && setHeads(found));
    return () => {
      current = false;
    };
  }, [load]);
  return (
    <>
      <ul class="lesson-list">
        {heads.map((head) => (
          <li key={head.id}>
            <h3>{head.title}</h3>
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
      <p class="dim">{t.value('lesson.listText')}</p>
    </>
  );
}
