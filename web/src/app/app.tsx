// The page: bar, panes, timeline. On a phone one pane at a time, chosen by tabs.
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { MessageKey } from '../base/i18n';
import { type ViewContext, ViewContextProvider, type ViewName } from '../views/context';
import { kViews } from '../views/registry';
import { bringToFront, front, hasLesson } from '../views/stage';
import { StoryView } from '../views/story/story_view';
import { TimelineView } from '../views/timeline/timeline_view';
import { useChosenInSight } from '../widgets/chosen_in_sight';
import { kTallPhone } from '../widgets/phone';
import { keepArrangement, makeRoom } from './arrange';
import { Card } from './card';
import { isInLesson, lessonFinished, lessonsOpen, runner, startLessons } from './course';
import { Dialogs, Notices, shareOpen } from './dialogs';
import { dropping, listenForDrops } from './drop';
import { installKeys } from './keys';
import { lateCode } from './late';
import { fetchLaterViews, Panes } from './panes';
import { choose, listen } from './pointing';
import { level, still } from './prefs';
import { Search } from './search';
import * as session from './session';
import { backToShell, focusShell, typeCommand } from './shell_pane';
import * as store from './store';
import * as time from './time';
import { TopBar } from './top_bar';
import { looking } from './view_context';

export type TabName = 'shell' | 'lesson' | ViewName;
const kTabs: readonly TabName[] = ['shell', 'lesson', ...kViews.map(({ name }) => name)];
/** A picture and the shell at once (timeline.css). */
const tallPhone = globalThis.matchMedia?.(kTallPhone);
export const tab = signal<TabName>(tallPhone?.matches ? front.peek() : 'shell');

/** Pause before what the first picture can do without is fetched. */
const kQuietMs = 1500;

const showLesson = () => {
  tab.value = 'lesson';
};
const listLessons = () => {
  lessonsOpen.value = true;
};
const List = lateCode(
  () => lessonsOpen.value,
  () => import('./lessons_dialog'),
  () => {
    lessonsOpen.value = false;
  },
);
const Lesson = lateCode(
  () => isInLesson.value,
  () => import('../views/lesson/lesson_view'),
  () => runner.value?.close(),
);

const ShownLesson = () =>
  Lesson.value && runner.value && <Lesson.value.LessonView runner={runner.value} onList={listLessons} onFinished={lessonFinished} />;

function typed(command: string, focus = false): void {
  typeCommand(command);
  if (!focus) return;
  // On a low phone the prompt is seen in its own tab only.
  if (!tallPhone?.matches) tab.value = 'shell';
  backToShell();
}

/** The view that a card names, with the focus. */
function jumpTo(view: ViewName): void {
  bringToFront(view);
  tab.value = view;
  requestAnimationFrame(() => document.getElementById(`pane-${view}`)?.focus());
}

const context: ViewContext = {
  ...looking,
  setLevel: (wanted) => {
    level.value = wanted;
  },
  choose: (key) => choose(key, typed),
  typeCommand: typed,
  undo: () => void time.undo(),
  link: async () => (await session.shareLink()).url,
};

/** What was found or chosen: fetched when it is wanted first. */
const Finds = () => (
  <>
    {Search.value && <Search.value.SearchDialog type={typed} showLesson={showLesson} />}
    {Card.value && <Card.value.CardPane show={jumpTo} type={typed} />}
  </>
);

/** What links the story to the glossary: without it the story is told all the same. */
function fetchTerms(): void {
  const isTold = computed(() => store.told.value !== null && store.moment.value !== null);
  effect(() => {
    if (isTold.value) setTimeout(() => void import('./story_terms').catch(() => undefined), kQuietMs);
  });
}

export function App() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!root.current) return;
    listen(root.current, context.choose);
    installKeys(root.current);
    listenForDrops();
    void fetchLaterViews();
    session.startEngine();
    startLessons(showLesson);
    keepArrangement();
    store.beforeShowing(makeRoom);
    effect(() => {
      hasLesson.value = isInLesson.value;
    });
    effect(() => {
      const wanted = front.value;
      if (tallPhone?.matches && tab.peek() !== 'shell' && tab.peek() !== 'lesson') tab.value = wanted;
    });
    fetchTerms();
    effect(() => {
      const word = session.pageWord.value?.word;
      if (word === 'share') shareOpen.value = true;
      if (word === 'lessons') listLessons();
    });
    effect(() => {
      if (!isInLesson.value && tab.peek() === 'lesson') tab.value = 'shell';
    });
  }, []);
  return (
    <ViewContextProvider value={context}>
      <div class="page" ref={root}>
        <button
          type="button"
          class="skip"
          onClick={() => {
            tab.value = 'shell';
            focusShell();
          }}
        >
          {store.t.value('app.skip')}
        </button>
        <TopBar lessons={listLessons} />
        <Notices />
        <StoryView />
        {store.engineState.value === 'failed' ? <Failed /> : <Panes tab={tab.value} Lesson={Lesson.value && ShownLesson} />}
        <Footer />
        <Dialogs />
        {lessonsOpen.value && List.value && <List.value.LessonsDialog show={showLesson} />}
        <Finds />
        {dropping.value && <p class="drop-here">{store.t.value('open.drop')}</p>}
        <p class="sr" role="status" aria-live="polite">
          {store.spoken.value}
        </p>
      </div>
    </ViewContextProvider>
  );
}

function Failed() {
  return (
    <main class="failed">
      <p role="alert">{store.t.value('app.failed', { message: store.engineMessage.value })}</p>
      <p>{store.t.value('app.failedHint')}</p>
    </main>
  );
}

function Footer() {
  const actions = useMemo(
    () => ({
      seek: (commands: number) => void time.look(commands),
      step: (by: number) => void time.step(by),
      undo: () => void time.undo(),
      redo: () => void time.redo(),
      togglePlay: () => void time.togglePlay(),
      nextSpeed: time.nextSpeed,
    }),
    [],
  );
  const tabs = useChosenInSight<HTMLElement>(still.value, [tab.value, isInLesson.value]);
  return (
    <footer class="bottom">
      <TimelineView actions={actions} playing={time.playing.value} speed={time.speed.value} />
      <nav class="tabs" ref={tabs} aria-label={store.t.value('bar.views')}>
        {kTabs
          .filter((name) => name !== 'lesson' || isInLesson.value)
          .map((name) => (
            <button
              key={name}
              type="button"
              aria-current={tab.value === name ? 'page' : undefined}
              onClick={() => {
                tab.value = name;
              }}
            >
              {store.t.value(`tab.${name}` as MessageKey)}
            </button>
          ))}
      </nav>
    </footer>
  );
}
