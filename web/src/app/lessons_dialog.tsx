// The list of lessons, in its dialog. Its code is fetched when it is wanted first.
import { isFailure } from '../engine/protocol';
import { headOf, lessonIds, lessonTexts } from '../lesson/catalog';
import { readProgress } from '../lesson/progress';
import { type LessonEntry, LessonList } from '../views/lesson/lesson_list';
import { lessonsOpen, openLessonAt } from './course';
import { Dialog } from './dialogs';
import { language, storage } from './prefs';
import { readLesson } from './session';
import { t } from './store';

async function loadHeads(): Promise<LessonEntry[]> {
  const entries = lessonIds.map(async (id) => {
    const texts = await lessonTexts(id, language.value);
    const steps = Object.values(readProgress(storage(), id).steps);
    const lesson = texts && (await readLesson(texts));
    if (!lesson || isFailure(lesson)) return [];
    const { minutes, track } = lesson;
    return [{ id, ...headOf(texts), minutes, track, steps: lesson.steps.length, doneSteps: steps.filter((one) => one.done).length }];
  });
  return (await Promise.all(entries)).flat();
}

export function LessonsDialog({ show }: { show: () => void }) {
  const close = () => {
    lessonsOpen.value = false;
  };
  return (
    <Dialog title={t.value('lesson.listTitle')} onClose={close}>
      <LessonList
        load={loadHeads}
        onStart={(id) => {
          close();
          show();
          void openLessonAt(id, null);
        }}
      />
    </Dialog>
  );
}
