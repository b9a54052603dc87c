// The first picture: it stands in index.html before any script, says what this is and how far the engine is, and takes what is typed
// meanwhile. It goes when the shell is there, or when something needs the page itself; what was typed goes to the shell.
import { effect } from '@preact/signals';
import type { MessageKey } from '../base/i18n';
import { nextTurn } from '../base/slices';
import { twoFrames } from '../widgets/frames';
import { engineArrived, engineState, notice, progress, t } from './store';

const first = () => document.getElementById('first');
/** A text field with lines keeps the Enters, too, before there is any script. */
const field = () => first()?.querySelector('textarea') ?? null;

/** As keys: a line that was sent off ends with a return. */
let typed = '';

/** What was typed before the shell could take it. */
export function takeTyped(): string {
  const all = typed;
  typed = '';
  return all;
}

/** A key that came when there was neither the first picture nor the shell. */
export function keepTyped(key: string): void {
  typed += key;
}

/** Called before anything is drawn. */
export function watchFirst(): void {
  if (!first()) return;
  const page = document.getElementById('app')!;
  page.inert = true;
  effect(sayWords);
  effect(showProgress);
  const stop = effect(() => {
    if (engineState.value !== 'failed' && !notice.value && !progress.value) return;
    // The effect may run before `stop` is there.
    queueMicrotask(() => stop());
    endFirst();
  });
}

function sayWords(): void {
  for (const element of first()?.querySelectorAll<HTMLElement>('[data-words]') ?? [])
    element.textContent = t.value(element.dataset.words as MessageKey);
  first()?.querySelector('svg')?.setAttribute('aria-label', t.value('first.picture'));
  first()?.querySelector('progress')?.setAttribute('aria-label', t.value('first.loading'));
  field()?.setAttribute('aria-label', t.value('first.shell'));
}

function showProgress(): void {
  const part = engineArrived.value;
  const bar = first()?.querySelector('progress');
  if (bar && part !== null) bar.value = part;
}

/** The page takes over. */
export function endFirst(): void {
  const element = first();
  if (!element) return;
  typed += (field()?.value ?? '').replaceAll('\n', '\r');
  element.remove();
  document.getElementById('app')!.inert = false;
}

/** No longer: something typed early may take its time. */
const kShellsTurnMs = 500;
let turn: Promise<unknown> | null = null;

/** What the shell has to answer first of all, before the page draws: drawing takes longer, and would hold it up. */
export function answerFirst(answers: Promise<unknown>): void {
  const limit = new Promise((resolve) => setTimeout(resolve, kShellsTurnMs));
  turn = Promise.race([answers.then(twoFrames).then(nextTurn), limit]).finally(() => {
    turn = null;
  });
}

/** While the shell gives its first answers, pictures of the machine wait for it. */
export const shellsTurn = (): Promise<unknown> | null => turn;
