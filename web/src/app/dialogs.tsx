// Dialogs and messages: what a dialog is, notices, the progress of a long load.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { lessonsOpen } from './course';
import { atWork, cancelLoad, cancellable, stopEngine } from './engine_life';
import { hasBefore } from './kept';
import { lateCode } from './late';
import { goBack } from './session';
import { backToShell } from './shell_pane';
import { endTour, startOpen, tourStop } from './start_life';
import { type Details, notFetched, notice, progress, t, undrawn } from './store';
import * as time from './time';

export const shareOpen = signal(false);
export const helpOpen = signal(false);
/** The code of both is fetched when one of them is wanted first. */
const LateDialogs = lateCode(
  () => shareOpen.value || helpOpen.value,
  () => import('./share_help'),
  () => {
    shareOpen.value = helpOpen.value = false;
  },
);
/** The start page, likewise; and the tour. */
const LateStart = lateCode(
  () => startOpen.value,
  () => import('./start/start_dialog'),
  () => {
    startOpen.value = false;
  },
);
const LateTour = lateCode(
  () => tourStop.value !== null,
  () => import('./start/tour'),
  endTour,
);
/** The dialog for opening things, once its code is there, while it is open. */
export const OpenDialog = signal<(() => ComponentChildren) | null>(null);

export function showOpenDialog(): void {
  void import('./open_dialog').then((found) => {
    OpenDialog.value = found.OpenDialog;
  }, notFetched);
}

export function Dialog({ title, onClose, children }: { title: string; onClose(): void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
    // The browser gives the focus back to what opened it, where the next Enter would open it again.
    return () => backToShell();
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
      {LateDialogs.value && shareOpen.value && <LateDialogs.value.ShareDialog />}
      {LateDialogs.value && helpOpen.value && <LateDialogs.value.HelpDialog />}
      {OpenDialog.value && <OpenDialog.value />}
      {LateStart.value && startOpen.value && <LateStart.value.StartDialog />}
      {LateTour.value && tourStop.value !== null && <LateTour.value.Tour />}
    </>
  );
}

/** How far a load is, and the way to stop it. */
export function LoadProgress() {
  const now = progress.value;
  if (!now) return null;
  const { of, done, count } = now;
  const isCounted = count > 0;
  const key = of === 'bytes' ? 'load.reading' : 'load.progress';
  const shown = (number: number) => (of === 'bytes' ? Math.round(number / 1e6) : number);
  const said = isCounted ? t.value(key, { done: shown(done), count: shown(count) }) : t.value('load.begun');
  return (
    <div class="notice" role="status">
      <p>{said}</p>
      <progress max={Math.max(1, count)} value={isCounted ? done : undefined} aria-label={said} />
      {cancellable.value && (
        <button type="button" onClick={cancelLoad}>
          {t.value('load.cancel')}
        </button>
      )}
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
        {now.note && (
          <figure class="note">
            <figcaption>{t.value('link.note')}</figcaption>
            <blockquote>{now.note}</blockquote>
          </figure>
        )}
        {now.details && now.details.count > 0 && <FoldedDetails details={now.details} />}
      </div>
      {now.lessons && (
        <button type="button" onClick={() => (lessonsOpen.value = true)}>
          {t.value('lesson.all')}
        </button>
      )}
      {now.back && hasBefore.value && (
        <button type="button" class="back" onClick={() => void goBack().then(backToShell)}>
          {t.value('session.back')}
        </button>
      )}
      <button
        type="button"
        aria-label={t.value('notice.close')}
        onClick={() => {
          notice.value = null;
          backToShell();
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
