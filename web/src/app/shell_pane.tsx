// The shell: the terminal in its pane, and commands to tap below it.
import { effect, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { foldedCommand } from '../model/command_text';
import { objectsIn, readingOf } from '../model/objects';
import { suggestions } from '../model/suggest';
import { History } from '../terminal/history';
import type { Thing } from '../terminal/links';
import type { Ink, ShellHost, ShellTerminal, ShellTheme } from '../terminal/terminal';
import { twoFrames } from '../widgets/frames';
import { Pane } from '../widgets/pane';
import { kPhone } from '../widgets/phone';
import { tokenColour } from '../widgets/token';
import { complete } from './complete';
import { answerFirst, endFirst, keepTyped, takeTyped } from './first';
import { choose } from './pointing';
import { forced, reader, storage, theme } from './prefs';
import { opening, restored, run, waiting } from './session';
import { beginTour, isAsked, startOpen, stopAsking } from './start_life';
import { engineState, hovered, litHovered, moment, notice, spoken, t } from './store';
import { typeSize } from './type_size';

/** The terminal is a quarter of all that the page fetches: it comes beside the engine, and the views do not wait for it. */
const code = import('../terminal/terminal');

let terminal: ShellTerminal | null = null;
/** The shell has greeted and can be typed into. */
export const shellReady = signal(false);

/** The visitor has run a line: what was said to who is new stands in the way now. */
const hasRun = signal(false);

/** The shell grows then, which takes as long as a picture: the answer and the picture come first. */
async function noteRun(answers: readonly Promise<unknown>[]): Promise<void> {
  if (!shellReady.peek() || hasRun.peek()) return;
  await Promise.all(answers);
  await twoFrames();
  hasRun.value = true;
}

/** Puts a command on the prompt; the visitor presses Enter. */
export function typeCommand(command: string): void {
  terminal?.type(command);
}

/** What waits on the prompt is the page's own suggestion, and out of place once something else begins. */
function dropWaiting(): void {
  if (waiting.value !== '' && terminal?.line === waiting.value) terminal.type('');
}

/** Types lines and runs them, one after the other, before the visitor's eyes. What `follow` asks of the engine comes right behind them. */
export async function runInShell<T>(lines: readonly string[], follow: () => Promise<T>): Promise<T> {
  dropWaiting();
  return terminal ? terminal.submitAll(lines, follow) : follow();
}

export function focusShell(): void {
  terminal?.focus();
}

/** Where the focus goes when what had it is gone. On a phone it would open the keyboard over the views. */
export function backToShell(): void {
  if (!isPhone()) focusShell();
}

const isPhone = () => globalThis.matchMedia(kPhone).matches;

/** A letter that nothing else uses. */
export function typeLetter(letter: string): void {
  if (terminal) terminal.take(letter);
  else keepTyped(letter);
}

export function submitLine(): void {
  if (terminal?.line) void terminal.submit(terminal.line);
}

function shellTheme(): ShellTheme {
  return {
    background: tokenColour('--panel'),
    foreground: tokenColour('--ink'),
    selection: tokenColour('--select'),
    dim: tokenColour('--dim'),
    bad: tokenColour('--bad'),
    hot: tokenColour('--hot'),
    processes: [1, 2, 3, 4, 5, 6].map((index) => tokenColour(`--p${index}`)),
  };
}

function prompt(): { text: string; process: Ink } {
  const now = moment.value;
  const pid = now?.status.current ?? 1;
  const comm = now?.machine.task(pid)?.comm ?? 'init';
  return { text: `${pid} ${comm}`, process: ((pid - 1) % 6) as Ink };
}

let recited = restored.peek();

/** Shows the commands that ran without the shell, once. */
function recite(shell: ShellTerminal): void {
  const now = restored.value;
  if (!now || now === recited) return;
  recited = now;
  dropWaiting();
  shell.recite(now);
}

/** Greets; then shows the opening commands with their answers, or names those of the session that was brought back. */
async function open(shell: ShellTerminal): Promise<void> {
  shell.start(t.value('term.greeting'));
  const begun = opening.value ? shell.showAll(opening.value.lines, opening.value.answers) : recite(shell);
  // What was typed before there was a shell comes behind the opening commands, as what is typed while they run.
  const typed = takeTyped();
  if (typed !== '') shell.take(typed);
  await begun;
  if (waiting.value && typed === '' && shell.line === '') shell.type(waiting.value);
  shellReady.value = true;
  await shell.answered();
}

/** What a row of the shell names is the same that drawings name: it lights there, and a click asks about it. */
function thingsIn(row: string, command: string): Thing[] {
  const now = moment.value;
  if (!now) return [];
  const { current, names } = now.status;
  return objectsIn(row, now.machine, readingOf(command, current, names)).map(({ from, to, key }) => ({
    from,
    to,
    act: () => choose(key, typeCommand),
    point: (isOn) => {
      hovered.value = isOn ? key : null;
    },
    isLit: () => litHovered.peek().has(key),
  }));
}

function attach(Shell: typeof ShellTerminal, element: HTMLElement, onLine: (line: string) => void): () => void {
  const history = new History(storage());
  const host: ShellHost = {
    run: (lines) => {
      const answers = run(lines);
      void noteRun(answers);
      return answers;
    },
    complete,
    prompt,
    history,
    onLineChanged: onLine,
    things: thingsIn,
    speak: (text) => {
      spoken.value = text;
    },
    folded: (line) => foldedCommand(line, t.value),
    leftOut: (count) => t.value('term.left', { commands: t.value.n('command', count) }),
  };
  const shell = new Shell(host, shellTheme(), typeSize.peek());
  terminal = shell;
  shell.open(element, t.value('term.label'));
  const observer = new ResizeObserver(() => shell.fit());
  observer.observe(element);
  let started = false;
  const stops = [
    effect(() => {
      void theme.value;
      void forced.value;
      void typeSize.value;
      requestAnimationFrame(() => shell.setTheme(shellTheme(), typeSize.peek()));
    }),
    effect(() => shell.setScreenReader(reader.value)),
    effect(() => {
      void litHovered.value;
      requestAnimationFrame(() => shell.links.light());
    }),
    effect(() => {
      if (engineState.value !== 'ready' || started) return;
      started = true;
      endFirst();
      answerFirst(open(shell));
      if (!isPhone()) shell.focus();
    }),
    effect(() => {
      if (shellReady.value) recite(shell);
    }),
    effect(() => {
      void moment.value?.status.current;
      if (started) shell.redraw();
    }),
  ];
  return () => {
    observer.disconnect();
    for (const stop of stops) stop();
  };
}

export function ShellPane() {
  const ref = useRef<HTMLDivElement>(null);
  const [line, setLine] = useState('');
  useEffect(() => {
    let detach: (() => void) | null = null;
    let isGone = false;
    const take = ({ ShellTerminal: Shell }: Awaited<typeof code>) => {
      if (!isGone && ref.current) detach = attach(Shell, ref.current, setLine);
    };
    code.then(take).catch((error: unknown) => {
      notice.value = { kind: 'bad', lines: [t.value('shell.failed', { message: String(error) })] };
    });
    return () => {
      isGone = true;
      detach?.();
    };
  }, []);
  return (
    <Pane
      id="shell"
      title={t.value('pane.shell')}
      aside={<span class="wide-only">{t.value('pane.shellHint')}</span>}
      bodyClass="shell-body"
    >
      <div class="terminal" ref={ref} />
      <Chips line={line} />
      {isAsked.value && shellReady.value && !hasRun.value && <Welcome />}
    </Pane>
  );
}

function Chips({ line }: { line: string }) {
  const now = moment.value;
  if (!now) return null;
  const list = suggestions(now.machine, now.status.names, now.status.current, now.status.commands.at(-1)?.text ?? '');
  return (
    <div class="chips">
      <button type="button" class="run" onClick={submitLine} disabled={line === ''} aria-label={`${t.value('shell.run')} ${line}`}>
        ⏎ {t.value('shell.run')}
      </button>
      <ul aria-label={t.value('chips.label')}>
        {list.map((command) => (
          <li key={command}>
            <button
              type="button"
              class="chip-command"
              onClick={(event) => {
                typeCommand(command);
                // Who points wants Enter to run it; who pressed a key is going through them.
                if (event.detail > 0) backToShell();
              }}
            >
              {command}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Below what the shell has said so far, where nothing stands at first. */
function Welcome() {
  return (
    <p class="welcome">
      {t.value('welcome.new')}
      <button type="button" onClick={beginTour}>
        {t.value('help.tour')}
      </button>
      <button
        type="button"
        class="welcome-start"
        onClick={() => {
          stopAsking();
          startOpen.value = true;
        }}
      >
        {t.value('bar.start')}
      </button>
      <button
        type="button"
        aria-label={t.value('notice.close')}
        onClick={() => {
          stopAsking();
          backToShell();
        }}
      >
        ✕
      </button>
    </p>
  );
}
