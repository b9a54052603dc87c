// The list of lessons, in its dialog. Its code, and what it shows of the lessons, are fetched when it is wanted first.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Catalogue, fetchCatalogue } from '../lesson/catalog';
import { readProgress } from '../lesson/progress';
import { CatalogueList } from '../views/lesson/catalogue';
import { catalogueWords } from '../views/lesson/catalogue_words';
import { lessonsOpen, openLessonAt, runner } from './course';
import { Dialog } from './dialogs';
import { lateCode } from './late';
import { ProgressTools } from './lessons_progress';
import { language, storage } from './prefs';
import { closeReading, openReading, reading } from './reading';
import { t } from './store';

/** Its code is fetched with the first lesson that is read. */
const Reader = lateCode(
  () => reading.value !== '',
  () => import('./lesson_reading'),
  () => {
    closeReading();
    lessonsOpen.value = false;
  },
);

/** What a learner has done, as it stands when this is made. */
function readDone({ lessons }: Catalogue): (id: string) => ReadonlySet<string> {
  const done = new Map(
    lessons.map(({ id }) => {
      const steps = Object.entries(readProgress(storage(), id).steps);
      return [id, new Set(steps.flatMap(([step, { done: isDone }]) => (isDone ? [step] : [])))];
    }),
  );
  return (id) => done.get(id) ?? new Set();
}

export function LessonsDialog({ show }: { show: () => void }) {
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null);
  const [problem, setProblem] = useState('');
  const wanted = language.value;
  useEffect(() => {
    let isCurrent = true;
    fetchCatalogue(wanted).then(
      (found) => isCurrent && setCatalogue(found),
      (error: unknown) => isCurrent && setProblem(String(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [wanted]);
  const [, setTaken] = useState(0);
  // What was read from a file is seen at once, in the list and by the lesson that is open.
  const taken = () => {
    runner.value?.reread();
    setTaken((count) => count + 1);
  };
  // Who comes back from a lesson that was read finds the list where it was left.
  const last = useRef('');
  if (reading.value !== '') last.current = reading.value;
  const close = () => {
    closeReading();
    lessonsOpen.value = false;
  };
  const start = (id: string) => {
    // Who goes back from there comes to the text again.
    reading.value = '';
    lessonsOpen.value = false;
    show();
    void openLessonAt(id, null);
  };
  const say = catalogueWords(wanted);
  return (
    <Dialog title={t.value('lesson.listTitle')} onClose={close}>
      {reading.value !== ''
        ? Reader.value && <Reader.value.LessonReading onList={closeReading} onStart={() => start(reading.value)} />
        : catalogue && (
            <CatalogueList
              catalogue={catalogue}
              at={last.current}
              say={say}
              doneSteps={readDone(catalogue)}
              onStart={start}
              onRead={openReading}
            >
              <ProgressTools say={say} onTaken={taken} />
            </CatalogueList>
          )}
      {!catalogue && problem !== '' && <p role="alert">{say('failed', { message: problem })}</p>}
    </Dialog>
  );
}
