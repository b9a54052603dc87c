// Dialogs and messages: sharing, keys, notices, the progress of a long load.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { atWork, stopEngine } from './engine_life';
import { cancelLoad, goBack, hasBefore, shareLink, startOver } from './session';
import { notice, progress, t, undrawn } from './store';

export const shareOpen = signal(false);
export const helpOpen = signal(false);

export function Dialog({ title, onClose, children }: { title: string; onClose(): void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current?.showModal();
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
      <p class="dim">{t.value('session.resetHint')}</p>
      <div class="buttons">
        <button
          type="button"
          onClick={() => {
            helpOpen.value = false;
            void startOver();
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

export function Notices() {
  const now = progress.value;
  const busy = atWork.value;
  return (
    <div class="notices">
      {now && (
        <div class="notice" role="status">
          <p>{t.value('load.progress', { done: now.done, count: now.count })}</p>
          <progress
            max={Math.max(1, now.count)}
            value={now.done}
            aria-label={t.value('load.progress', { done: now.done, count: now.count })}
          />
          <button type="button" onClick={cancelLoad}>
            {t.value('load.cancel')}
          </button>
        </div>
      )}
      {busy && !now && (
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
      {notice.value && (
        <div class={`notice ${notice.value.kind}`} role={notice.value.kind === 'bad' ? 'alert' : 'status'}>
          <div>
            {notice.value.lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
          {notice.value.back && hasBefore.value && (
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
      )}
    </div>
  );
}
