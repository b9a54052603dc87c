// Keys that work everywhere: F6 between panes, the search, undo and redo outside the shell, Escape out of an enlarged view, and
// letters, which go to the prompt from wherever nothing else uses them.
import { enlarged, goBackInFront, preset } from '../views/stage';
import { closeCard, shown } from './card';
import { openSearch } from './search';
import { focusShell, typeLetter } from './shell_pane';
import { redo, step, undo } from './time';

export function installKeys(root: HTMLElement): void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'F6') {
      event.preventDefault();
      nextPane(root, event.shiftKey ? -1 : 1);
      return;
    }
    if (event.key === 'F8' && preset.value !== 'explore') {
      event.preventDefault();
      goBackInFront();
      return;
    }
    if ((event.key === 'PageUp' || event.key === 'PageDown') && preset.value === 'projector') {
      event.preventDefault();
      void step(event.key === 'PageUp' ? -1 : 1);
      return;
    }
    const target = event.target as Element | null;
    const typing = target?.closest('.terminal, input[type=text], textarea, dialog') !== null && target !== null;
    const isSearch = event.key.toLowerCase() === 'f' && event.shiftKey && (event.ctrlKey || event.metaKey);
    // In the shell a slash is a letter of what is typed.
    if ((isSearch || (event.key === '/' && !typing && isLetter(event))) && !document.querySelector('dialog[open]')) {
      event.preventDefault();
      event.stopPropagation();
      openSearch();
      return;
    }
    // Here and not in the card, whose code may still be on its way.
    if (event.key === 'Escape' && shown.value && !document.querySelector('dialog[open]')) {
      closeCard();
      if (target?.closest('.card')) focusShell();
      return;
    }
    // The shell does nothing with Escape but end a search, and it has the focus whenever something was typed.
    if (event.key === 'Escape' && enlarged.value && (!typing || target?.closest('.terminal'))) enlarged.value = null;
    // A list of choices goes to the one that begins with the letter.
    if (!typing && isLetter(event) && !target?.matches('select')) {
      event.preventDefault();
      typeLetter(event.key);
      return;
    }
    // Nothing has the focus yet, or any more: Enter is meant for the prompt.
    if (event.key === 'Enter' && target === document.body && isPlain(event)) {
      event.preventDefault();
      typeLetter('\r');
      return;
    }
    const key = event.key.toLowerCase();
    if (typing || !(event.ctrlKey || event.metaKey)) return;
    if (key === 'z' && !event.shiftKey) void undo();
    else if (key === 'y' || (key === 'z' && event.shiftKey)) void redo();
    else return;
    event.preventDefault();
  };
  // In front of the terminal, which keeps keys to itself.
  document.addEventListener('keydown', onKey, true);
}

/** A blank is none: it belongs to the control that has the focus, as Enter does. */
function isLetter(event: KeyboardEvent): boolean {
  return [...event.key].length === 1 && event.key !== ' ' && isPlain(event);
}

function isPlain({ ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && !isComposing && !document.querySelector('dialog[open]');
}

/** Focus goes to the next pane that can be seen; in the shell to its prompt, elsewhere to the pane itself. */
function nextPane(root: HTMLElement, by: number): void {
  const panes = Array.from(root.querySelectorAll<HTMLElement>('[data-pane]')).filter((pane) => pane.getClientRects().length > 0);
  const current = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(current + by + panes.length) % panes.length];
  if (next?.id === 'pane-shell') focusShell();
  else next?.focus();
}
