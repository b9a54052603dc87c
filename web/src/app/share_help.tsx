// The dialogs for sharing and for help, which nobody needs at first.
import { useEffect, useRef, useState } from 'preact/hooks';
import { asNote, kMostNoteChars } from '../base/point_of_view';
import { commandFor } from '../model/keys';
import type { ViewName } from '../views/context';
import { Dialog, helpOpen, shareOpen } from './dialogs';
import { hasBefore } from './kept';
import { presentView } from './point_of_view';
import { goBack, shareLink } from './session';
import { say } from './share_help_words';
import { runInShell } from './shell_pane';
import { beginTour, startOpen } from './start_life';
import { moment, t } from './store';

export function ShareDialog() {
  const [looks, setLooks] = useState(false);
  const [note, setNote] = useState('');
  const view = looks || note ? presentView(asNote(note)) : null;
  return (
    <Dialog
      title={say('share.title')}
      onClose={() => {
        shareOpen.value = false;
      }}
    >
      <p>{say('share.text')}</p>
      <Copied make={() => shareLink(view)} of={`${looks} ${note}`} label={say('share.link')} copy={say('share.copy')} />
      <label class="tick">
        <input type="checkbox" checked={looks} onChange={(event) => setLooks(event.currentTarget.checked)} />
        <span>{say('share.look', { what: whereToLook() })}</span>
      </label>
      {looks && (
        <label class="note-field">
          <span>{say('share.note', { most: kMostNoteChars })}</span>
          <input type="text" maxLength={kMostNoteChars} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
      )}
      {location.protocol !== 'file:' && (
        <details>
          <summary>{say('share.embed')}</summary>
          <p class="dim">{say('share.embedText')}</p>
          <Copied
            make={async () => {
              const link = await shareLink(view ?? presentView(''), 'embed.html');
              return { ...link, url: `<iframe src="${link.url}" title="Pagewalk" width="760" height="520" loading="lazy"></iframe>` };
            }}
            of={`${looks} ${note}`}
            label={say('share.embedCode')}
            copy={say('share.copy')}
          />
        </details>
      )}
    </Dialog>
  );
}

/** Which view, which step, which thing, in words. */
function whereToLook(): string {
  const { views, step, chosen } = presentView('');
  const now = moment.value;
  const command = step && now?.status.commands[step.command - 1];
  return [
    ...views.map((name) => t.value(`pane.${name as ViewName}`)),
    ...(command ? [command.text] : []),
    ...(command && step.event !== null ? [t.value('share.event', { at: step.event, count: command.events })] : []),
    ...(chosen && now ? [commandFor(now.machine, chosen, now.status.current) ?? chosen] : []),
  ].join(' · ');
}

interface CopiedProps {
  make(): Promise<{ url: string; commands: number }>;
  /** Says what it is made of: made anew when that changes. */
  of: string;
  label: string;
  copy: string;
}

/** A text to be copied, with the button that does it. */
function Copied({ make, of, label, copy }: CopiedProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [link, setLink] = useState<{ url: string; commands: number } | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    let isNewest = true;
    void make().then((made) => isNewest && setLink(made));
    return () => {
      isNewest = false;
    };
  }, [of]);
  const copyIt = async () => {
    try {
      await navigator.clipboard.writeText(link!.url);
      setSaid(say('share.copied'));
    } catch {
      field.current?.select();
      setSaid(say('share.copyFailed'));
    }
  };
  return (
    <>
      <textarea ref={field} class="link" readOnly rows={4} aria-label={label} value={link?.url ?? ''} />
      <p class="dim">{link && say('share.size', { chars: link.url.length, commands: t.value.n('command', link.commands) })}</p>
      <div class="buttons">
        <button type="button" class="main" disabled={!link} onClick={() => void copyIt()}>
          {copy}
        </button>
        <span role="status">{said}</span>
      </div>
    </>
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
      title={say('help.title')}
      onClose={() => {
        helpOpen.value = false;
      }}
    >
      <div class="buttons">
        <button
          type="button"
          class="main"
          onClick={() => {
            helpOpen.value = false;
            beginTour();
          }}
        >
          {t.value('help.tour')}
        </button>
        <button
          type="button"
          onClick={() => {
            helpOpen.value = false;
            startOpen.value = true;
          }}
        >
          {t.value('bar.start')}
        </button>
      </div>
      <dl class="keys">
        {kKeys.map(([key, message]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{say(message)}</dd>
          </div>
        ))}
      </dl>
      <p>{say('help.hover')}</p>
      <p>{say('help.colours')}</p>
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
        <summary>{say('help.licences')}</summary>
        <pre class="licences">{licences.content.textContent}</pre>
      </details>
    );
  }
  return (
    <>
      <p class="dim">{say('help.offline')}</p>
      <p class="dim">
        <a href="./pagewalk.html" download="pagewalk.html">
          {say('help.oneFile')}
        </a>{' '}
        ·{' '}
        <a href="./licences.txt" target="_blank" rel="noopener">
          {say('help.licences')}
        </a>
      </p>
    </>
  );
}
