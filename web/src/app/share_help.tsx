// The dialogs for sharing and for help, which nobody needs at first.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog, helpOpen, shareOpen } from './dialogs';
import { hasBefore } from './kept';
import { goBack, shareLink } from './session';
import { runInShell } from './shell_pane';
import { moment, t } from './store';

export function ShareDialog() {
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
  ['A … Z', 'help.letters'],
  ['Ctrl-R', 'help.search'],
  ['Shift ← →', 'help.sideways'],
  ['Alt ↑ ↓', 'help.things'],
  ['← ↑ ↓ →', 'help.arrows'],
  ['Enter', 'help.enter'],
  ['Space', 'help.space'],
  ['Ctrl-Z · Ctrl-Y', 'help.undo'],
] as const;

export function HelpDialog() {
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
      <OneFile />
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

/** Beside the page stand its licences and the page as one file; in that file the licences stand inside. */
function OneFile() {
  const licences = document.querySelector<HTMLTemplateElement>('template#licences');
  if (licences) {
    return (
      <details class="dim">
        <summary>{t.value('help.licences')}</summary>
        <pre class="licences">{licences.content.textContent}</pre>
      </details>
    );
  }
  return (
    <>
      <p class="dim">{t.value('help.offline')}</p>
      <p class="dim">
        <a href="./pagewalk.html" download="pagewalk.html">
          {t.value('help.oneFile')}
        </a>{' '}
        ·{' '}
        <a href="./licences.txt" target="_blank" rel="noopener">
          {t.value('help.licences')}
        </a>
      </p>
    </>
  );
}
