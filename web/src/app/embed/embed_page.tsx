// The page inside another one: what happened in a sentence, the chosen views at the chosen step, steps back and forward, and the way into
// Pagewalk. There is no shell, and nothing that changes the machine.
import { signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { plainText } from '../../model/story/parts';
import { type ViewContext, ViewContextProvider, type ViewName } from '../../views/context';
import { type Component, kViews } from '../../views/registry';
import { PathIcon } from '../../widgets/icons';
import { IconButton } from '../../widgets/pane';
import { listen } from '../pointing';
import { level } from '../prefs';
import * as store from '../store';
import * as time from '../time';
import { looking } from '../view_context';
import { note, openEmbedded, problems, shownViews } from './open_link';
import { tell } from './words';

const kNothing = () => undefined;
/** The same link, in the page itself. */
const pageAddress = () => `${location.href.replace(/[?#].*$/, '').replace(/[^/]*$/, '')}${location.hash}`;

function chooseOnly(key: string): void {
  store.chosen.value = key;
  store.lookAt(key);
}

const context: ViewContext = {
  ...looking,
  setLevel: kNothing,
  choose: chooseOnly,
  typeCommand: kNothing,
  undo: kNothing,
  link: async () => pageAddress(),
};

const views = signal<ReadonlyMap<ViewName, Component>>(new Map());

async function fetchViews(names: readonly ViewName[]): Promise<void> {
  const rows = kViews.filter(({ name }) => names.includes(name));
  const found = await Promise.all(rows.map(async ({ name, load }) => [name, 'now' in load ? load.now : await load.later()] as const));
  views.value = new Map([...views.value, ...found]);
}

export function EmbedPage() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (root.current) listen(root.current, chooseOnly);
    openEmbedded();
  }, []);
  useEffect(() => void fetchViews(shownViews.value), [shownViews.value]);
  return (
    <ViewContextProvider value={context}>
      <div class="embed" ref={root} data-views={shownViews.value.length}>
        <Headline />
        <main class="embed-views">
          {shownViews.value.map((name) => {
            const View = views.value.get(name);
            return View && store.moment.value ? <View key={name} /> : null;
          })}
          {store.moment.value === null && problems.value.length === 0 && <p class="dim">{store.t.value('first.loading')}</p>}
        </main>
        <Steps />
      </div>
    </ViewContextProvider>
  );
}

function Headline() {
  const now = store.moment.value;
  const teller = store.told.value;
  const words = useMemo(() => {
    if (!now || !teller) return null;
    const { headline, why } = teller.storyOf(now, { words: teller.words, sentences: store.sentences.value, level: level.value });
    return { headline: plainText(headline), why: why ? plainText(why) : '' };
  }, [now, teller, store.sentences.value]);
  return (
    <header class="embed-head">
      <div aria-live="polite">
        <h1 class="embed-headline">{words?.headline ?? 'Pagewalk'}</h1>
        {words?.why && <p class="dim">{words.why}</p>}
        {problems.value.map((line) => (
          <p key={line} class="bad" role="alert">
            {line}
          </p>
        ))}
        {note.value && (
          <figure class="note">
            <figcaption>{store.t.value('link.note')}</figcaption>
            <blockquote>{note.value}</blockquote>
          </figure>
        )}
      </div>
    </header>
  );
}

function Steps() {
  const t = store.t.value;
  const status = store.moment.value?.status;
  const { cursor, commands, eventsOf } = status ?? { cursor: { command: 0, event: null }, commands: [], eventsOf: { total: 0 } };
  const last = commands[cursor.command - 1]?.text ?? '';
  return (
    <footer class="embed-foot">
      <span class="pair">
        <IconButton label={tell('backCommand')} onClick={() => void time.look(cursor.command - 1)}>
          <PathIcon path="M3 3v10M13 3 6 8l7 5z" />
        </IconButton>
        <IconButton label={t('time.back')} onClick={() => void time.step(-1)}>
          <PathIcon path="M11 3 4 8l7 5z" />
        </IconButton>
        <IconButton label={t('time.forward')} onClick={() => void time.step(1)}>
          <PathIcon path="M5 3l7 5-7 5z" />
        </IconButton>
        <IconButton label={tell('nextCommand')} onClick={() => void time.look(cursor.event === null ? cursor.command + 1 : cursor.command)}>
          <PathIcon path="M13 3v10M3 3l7 5-7 5z" />
        </IconButton>
      </span>
      <span class="where">
        {status && (cursor.command === 0 ? t('time.start') : t('time.command', { at: cursor.command, all: commands.length }))}
        {cursor.event !== null && ` · ${t('share.event', { at: cursor.event, count: eventsOf.total })}`}
      </span>
      <code class="embed-line" title={last}>
        {last}
      </code>
      <a class="embed-open" href={pageAddress()} target="_blank" rel="noopener">
        {tell('open')}
      </a>
    </footer>
  );
}
