// A lesson as a text with its drawings: computed by playing its own way in an engine of its own, beside the visitor's.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Language } from '../base/i18n';
import { workApart } from '../engine/apart';
import type { EngineClient, EngineView } from '../engine/client';
import { type Failure, isFailure } from '../engine/protocol';
import { lessonTexts } from '../lesson/catalog';
import { type Reading, readThrough } from '../lesson/reading';
import { seenOf } from '../model/seen';
import { catalogueWords } from '../views/lesson/catalogue_words';
import { ReadingText } from '../views/lesson/reading_text';
import { language } from './prefs';
import { reading } from './reading';
import { textAt } from './text_at';

async function twinOf(client: EngineClient, front: string, view: EngineView): Promise<string> {
  const seen = seenOf(view);
  const shown = seen && (await textAt(client, front, seen));
  return !shown || isFailure(shown) ? '' : shown.text;
}

async function read(id: string, wanted: Language): Promise<Reading | Failure> {
  const texts = await lessonTexts(id, wanted);
  if (!texts) return { error: id };
  const done = await workApart(({ client, run }) => {
    const engine = {
      open: (all: typeof texts) => client.call('lessonOpen', all),
      look: (step: number) => client.call('lessonLook', { step }),
      run,
      text: (front: string, view: EngineView) => twinOf(client, front, view),
    };
    return readThrough(engine, texts);
  });
  return done;
}

/** `onList`: back to the list; `onStart`: the lesson is played now. */
export function LessonReading({ onList, onStart }: { onList(): void; onStart(): void }) {
  const id = reading.value;
  const wanted = language.value;
  const say = catalogueWords(wanted);
  const [found, setFound] = useState<Reading | Failure | null>(null);
  useEffect(() => {
    let isCurrent = true;
    setFound(null);
    const failed = (error: unknown): Failure => ({ error: String(error) });
    void read(id, wanted)
      .catch(failed)
      .then((came) => isCurrent && setFound(came));
    return () => {
      isCurrent = false;
    };
  }, [id, wanted]);
  // What had the focus is gone with the list.
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => body.current?.focus(), [id]);
  return (
    <div class="reading">
      <div class="reading-tools">
        <button type="button" onClick={onList}>
          ‹ {say('read.list')}
        </button>
        <button type="button" onClick={onStart}>
          {say('read.play')}
        </button>
        <button type="button" disabled={!found || isFailure(found)} onClick={() => print()}>
          {say('read.print')}
        </button>
      </div>
      <div ref={body} class="reading-body scroll" tabIndex={0} role="region" aria-label={say('read.text')} aria-busy={found === null}>
        {found === null && <p role="status">{say('read.wait')}</p>}
        {found !== null && isFailure(found) && <p role="alert">{say('read.failed', { message: found.error })}</p>}
        {found !== null && !isFailure(found) && <ReadingText reading={found} say={say} />}
      </div>
    </div>
  );
}
