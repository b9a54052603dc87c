// Under the list of lessons: one's progress as a file, and back.
import { useRef, useState } from 'preact/hooks';
import { kMaxProgressBytes, type ProgressProblem, progressFile, takeProgressFile } from '../lesson/progress_file';
import type { CatalogueSay } from '../views/lesson/catalogue_words';
import { storage } from './prefs';

function save(): void {
  const store = storage();
  if (!store) return;
  const address = URL.createObjectURL(new Blob([progressFile(store)], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = 'pagewalk-progress.json';
  anchor.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function take(file: File): Promise<number | ProgressProblem> {
  const store = storage();
  if (!store) return { kind: 'full' };
  if (file.size > kMaxProgressBytes) return { kind: 'large' };
  return takeProgressFile(store, await file.text());
}

function words(say: CatalogueSay, result: number | ProgressProblem): string {
  if (typeof result === 'number') return result === 1 ? say('progress.tookOne') : say('progress.took', { n: result });
  const { kind, ...args } = result;
  return `${say(`progress.${kind}`, args)} ${say('progress.unchanged')}`;
}

/** `onTaken`: the list shows what came. */
export function ProgressTools({ say, onTaken }: { say: CatalogueSay; onTaken(): void }) {
  const [result, setResult] = useState<number | ProgressProblem | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const isBad = result !== null && typeof result !== 'number';
  const read = async (file: File | undefined) => {
    if (!file) return;
    const came = await take(file);
    setResult(came);
    if (typeof came === 'number') onTaken();
    // The same file may be chosen again.
    if (chooser.current) chooser.current.value = '';
  };
  return (
    <section class="progress-tools" aria-labelledby="part-progress">
      <h3 id="part-progress">{say('progress.title')}</h3>
      <p class="dim">{say('progress.text')}</p>
      <div class="entry-buttons">
        <button type="button" onClick={save}>
          {say('progress.save')}
        </button>
        <button type="button" onClick={() => chooser.current?.click()}>
          {say('progress.load')}
        </button>
        <input
          ref={chooser}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label={say('progress.load')}
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
      </div>
      <p role={isBad ? 'alert' : 'status'} class={isBad ? 'bad' : ''}>
        {result === null ? '' : words(say, result)}
      </p>
    </section>
  );
}
