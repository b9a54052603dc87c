// The dialog for opening things: one box for whatever text it is, and files. What goes wrong is said here, and the text stays.
import { useRef, useState } from 'preact/hooks';
import { Dialog, LoadProgress, OpenDialog as openDialog } from './dialogs';
import { openFiles, openTexts, type Refusal } from './open';
import { tell } from './open_words';

/** A longer text makes a text field slow, and nobody edits it there: it is kept beside the box. */
const kMaxInBox = 50_000;

function close(): void {
  openDialog.value = null;
}

/** Selects the line that an error names, from its column on. */
function showPlace(field: HTMLTextAreaElement, message: string): void {
  const [, line, column] = /line (\d+), column (\d+)/.exec(message) ?? [];
  if (line === undefined) return;
  const lines = field.value.split('\n');
  const start = lines.slice(0, Number(line) - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const end = start + (lines[Number(line) - 1]?.length ?? 0);
  field.focus();
  field.setSelectionRange(Math.min(end, start + Number(column) - 1), end);
}

export function OpenDialog() {
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<Refusal>(null);
  const [busy, setBusy] = useState(false);
  const [kept, setKept] = useState<readonly string[]>([]);
  const during = async (work: Promise<Refusal>) => {
    setSaid(null);
    setBusy(true);
    const refusal = await work;
    setBusy(false);
    setSaid(refusal);
    if (!refusal) close();
    return refusal;
  };
  const openText = async () => {
    const texts = [...kept, field.current?.value ?? ''].filter((text, at) => at === 0 || text.trim() !== '');
    const refusal = await during(openTexts(texts.map((text) => ({ name: '', text }))));
    if (refusal && field.current && kept.length === 0) showPlace(field.current, refusal.message);
  };
  const openChosen = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same file, mended, shall be told as chosen anew.
    input.value = '';
    if (files.length > 0) void during(openFiles(files));
  };
  return (
    <Dialog title={tell('open.title')} onClose={close}>
      <p>{tell('open.text')}</p>
      <textarea
        ref={field}
        class="link to-open"
        rows={9}
        wrap="off"
        spellcheck={false}
        autocomplete="off"
        aria-label={tell('open.label')}
        aria-describedby="open-said"
        onPaste={(event) => {
          const text = event.clipboardData?.getData('text/plain') ?? '';
          if (text.length <= kMaxInBox) return;
          event.preventDefault();
          setSaid(null);
          setKept([...kept, text]);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void openText();
        }}
      />
      <Kept texts={kept} busy={busy} onChange={setKept} />
      <p id="open-said" class={`said ${said?.kind ?? ''}`} role="alert">
        {said?.message}
      </p>
      {busy && <LoadProgress />}
      <div class="buttons">
        <button type="button" class="main" disabled={busy} onClick={() => void openText()}>
          {tell('open.go')}
        </button>
        <button type="button" disabled={busy} onClick={() => picker.current?.click()}>
          {tell('open.choose')}
        </button>
        <input ref={picker} type="file" multiple hidden onChange={(event) => openChosen(event.currentTarget)} />
      </div>
      <Kinds />
    </Dialog>
  );
}

function Kept({ texts, busy, onChange }: { texts: readonly string[]; busy: boolean; onChange(texts: readonly string[]): void }) {
  return texts.map((text, at) => (
    <p key={at} class="kept">
      {tell('open.kept', { lines: text.trimEnd().split('\n').length, size: Math.ceil(text.length / 1000) })}
      <button type="button" aria-label={tell('open.unpaste')} disabled={busy} onClick={() => onChange(texts.filter((_, i) => i !== at))}>
        ✕
      </button>
    </p>
  ));
}

function Kinds() {
  return (
    <ul class="kinds">
      <li>{tell('open.commands')}</li>
      <li>
        {tell('open.log')} <code>strace -f -y -o log.strace PROGRAM</code>
      </li>
      <li>
        {tell('open.maps')} <code>cat /proc/PID/maps</code>
      </li>
      <li>{tell('open.both')}</li>
    </ul>
  );
}
