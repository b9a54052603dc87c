// Dialogs and messages: opening, sharing, keys, notices, the progress of a long load.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { atWork, stopEngine } from './engine_life';
import { hasBefore } from './kept';
import { cancelLoad, goBack, shareLink } from './session';
import { runInShell } from './shell_pane';
import { type Details, moment, notice, progress, t, undrawn } from './store';
import * as time from './time';

export const shareOpen = signal(false);
export const helpOpen = signal(false);
/** The dialog for opening things, once its code is there, while it is open. */
export const OpenDialog = signal<(() => ComponentChildren) | null>(null);

export async function showOpenDialog(): Promise<void> {
  const found = await import('./open_dialog');
  OpenDialog.value = found.OpenDialog;
}

export function Dialog({ title, onClose, children }: { title: string; onClose(): void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    // One that is taken away while it is open does not give the focus back by itself.
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} aria-label={title} onClose={onClose}>
      <div class="dialog-body">
        <h2>{title}</h2>
        {children}
        <div class="buttons">
          <button type="button" onClick={() => ref.current?.close()}>
            {t.value('share.close')}
          </button>
        </div>
      </div>
    </dialog>
  );
}

export function Dialogs() {
  return (
    <>
      {shareOpen.value && <ShareDialog />}
      {helpOpen.value && <HelpDialog />}
      {OpenDialog.value && <OpenDialog.value />}
    </>
  );
}

function ShareDialog() {
  const field = useRef<HTMLTextAreaElement>(null);
  const [link, setLink] = useState<{ url: string; commands: number } | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    void shareLink().then(setLink);
  }, []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link!.url);
      setSaid(t.value('share.copied'));
    } catch {
      field.current?.select();
      setSaid(t.value('share.copyFailed'));
    }
  };
  return (
    <Dialog
      title={t.value('share.title')}
      onClose={() => {
        shareOpen.value = false;
      }}
    >
      <p>{t.value('share.text')}</p>
      <textarea ref={field} class="link" readOnly rows={4} aria-label={t.value('share.link')} value={link?.url ?? ''} />
      <p class="dim">{link && t.value('share.size', { chars: link.url.length, commands: t.value.n('command', link.commands) })}</p>
      <div class="buttons">
        <button type="button" class="main" disabled={!link} onClick={() => void copy()}>
          {t.value('share.copy')}
        </button>
        <span role="status">{said}</span>
      </div>
    </Dialog>
  );
}

const kKeys = [
  ['F6', 'help.f6'],
  ['Tab', 'help.tab'],
  ['Ctrl-R', 'help.search'],
  ['← ↑ ↓ →', 'help.arrows'],
  ['Enter', 'help.enter'],
  ['Space', 'help.space'],
  ['Ctrl-Z · Ctrl-Y', 'help.undo'],
] as const;

function HelpDialog() {
  return (
    <Dialog
      title={t.value('help.title')}
      onClose={() => {
        helpOpen.value = false;
      }}
    >
      <dl class="keys">
        {kKeys.map(([key, message]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t.value(message)}</dd>
          </div>
        ))}
      </dl>
      <p>{t.value('help.hover')}</p>
      <p>{t.value('help.colours')}</p>
      <p class="dim">
        <a href="./licences.txt" target="_blank" rel="noopener">
          {t.value('help.licences')}
        </a>
      </p>
      <p class="dim">{t.value('session.resetHint')}</p>
      <div class="buttons">
        <button
          type="button"
          onClick={() => {
            helpOpen.value = false;
            void runInShell([moment.value?.status.boot ?? 'boot'], async () => undefined);
          }}
        >
          {t.value('session.reset')}
        </button>
        {hasBefore.value && (
          <button
            type="button"
            onClick={() => {
              helpOpen.value = false;
              void goBack();
            }}
          >
            {t.value('session.back')}
          </button>
        )}
      </div>
    </Dialog>
  );
}

/** How far a load is, and the way to stop it. */
export function LoadProgress() {
  const now = progress.value;
  if (!now) return null;
  const said = t.value('load.progress', { done: now.done, count: now.count });
  return (
    <div class="notice" role="status">
      <p>{said}</p>
      <progress max={Math.max(1, now.count)} value={now.done} aria-label={said} />
      <button type="button" onClick={cancelLoad}>
        {t.value('load.cancel')}
      </button>
    </div>
  );
}

export function Notices() {
  const busy = atWork.value;
  return (
    <div class="notices">
      {!OpenDialog.value && <LoadProgress />}
      {busy && !progress.value && (
        <div class="notice">
          <p>
            {t.value('engine.working')} <code>{busy.line}</code> · {busy.seconds} s
          </p>
          <button type="button" onClick={stopEngine}>
            {t.value('engine.stop')}
          </button>
        </div>
      )}
      {undrawn.value && (
        <div class="notice bad" role="status">
          <p>{t.value('engine.undrawn')}</p>
        </div>
      )}
      <Said />
    </div>
  );
}

function Said() {
  const now = notice.value;
  if (!now) return null;
  return (
    <div class={`notice ${now.kind}`} role={now.kind === 'bad' ? 'alert' : 'status'}>
      <div>
        {now.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {now.details && now.details.count > 0 && <FoldedDetails details={now.details} />}
      </div>
      {now.back && hasBefore.value && (
        <button type="button" class="back" onClick={() => void goBack()}>
          {t.value('session.back')}
        </button>
      )}
      <button
        type="button"
        aria-label={t.value('notice.close')}
        onClick={() => {
          notice.value = null;
        }}
      >
        ✕
      </button>
    </div>
  );
}

function FoldedDetails({ details }: { details: Details }) {
  return (
    <details>
      <summary>{t.value('open.details', { count: details.count })}</summary>
      <div class="details scroll" tabIndex={0} role="group" aria-label={t.value('open.details', { count: details.count })}>
        {details.groups.map(({ title, items, more }) => (
          <section key={title}>
            <h3>{title}</h3>
            <ul>
              {items.map(({ text, command }, index) => (
                <li key={index}>
                  {text}
                  {typeof command === 'number' && (
                    <button type="button" onClick={() => void time.look(command + 1)}>
                      {t.value('open.look', { at: command + 1 })}
                    </button>
                  )}
                </li>
              ))}
              {more > 0 && <li class="dim">{t.value('open.more', { count: more })}</li>}
            </ul>
          </section>
        ))}
      </div>
    </details>
  );
}
