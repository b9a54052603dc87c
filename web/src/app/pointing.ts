// One set of listeners for all drawings: what carries data-k can be pointed at and chosen, and everything with a lit key is marked.
import { effect } from '@preact/signals';
import { commandFor } from '../model/keys';
import { pointer } from '../views/stage';
import { notePlace, openCard } from './card';
import { chosen, hovered, litChosen, litHovered, lookAt, moment } from './store';

const kindOf = (element: EventTarget | null) => (element instanceof Element ? element.closest('[data-k]') : null);
function keyOf(element: Element | null): string | null {
  const keys = element?.getAttribute('data-k')?.split(' ') ?? [];
  const asked = pointer.peek();
  return (asked && keys.find((key) => key.startsWith(asked.prefix))) ?? keys[0] ?? null;
}

export function choose(key: string, type: (command: string) => void): void {
  chosen.value = key;
  const asked = pointer.peek();
  // A word of the text is looked up all the same.
  if (asked && !key.startsWith('word:')) {
    if (key.startsWith(asked.prefix)) asked.take(key);
    return;
  }
  lookAt(key);
  const now = moment.value;
  const command = now && commandFor(now.machine, key, now.status.current);
  if (command) type(command);
  openCard(key);
}

/** `act`: what is done with a thing that is chosen. */
export function listen(root: HTMLElement, act: (key: string) => void): void {
  root.addEventListener('pointerdown', ({ target, clientX, clientY }) => notePlace(target as Element, clientX, clientY), true);
  root.addEventListener(
    'keydown',
    ({ target }) => {
      const { left, top } = (target as Element).getBoundingClientRect();
      notePlace(target as Element, left, top);
    },
    true,
  );
  root.addEventListener('pointerover', (event) => {
    // The shell says itself what its rows name.
    if (!(event.target as Element).closest('.xterm')) hovered.value = keyOf(kindOf(event.target));
  });
  root.addEventListener('pointerleave', () => {
    hovered.value = null;
  });
  root.addEventListener('focusin', (event) => {
    const target = event.target as Element;
    if (target.matches('[data-item]')) hovered.value = keyOf(target);
  });
  root.addEventListener('focusout', () => {
    hovered.value = null;
  });
  root.addEventListener('click', (event) => {
    const key = keyOf(kindOf(event.target));
    if (key) act(key);
  });
  root.addEventListener('keydown', (event) => {
    const target = event.target as Element;
    if ((event.key !== 'Enter' && event.key !== ' ') || !target.matches('[data-item][data-k]')) return;
    event.preventDefault();
    const key = keyOf(target);
    if (key) act(key);
  });
  mark(root);
}

/** Writes data-lit after every change of what is lit or drawn. */
function mark(root: HTMLElement): void {
  let asked = false;
  const paint = () => {
    asked = false;
    const over = litHovered.peek();
    const picked = litChosen.peek();
    for (const element of root.querySelectorAll('[data-k]')) {
      const keys = element.getAttribute('data-k')!.split(' ');
      const state = keys.some((key) => over.has(key)) ? 'hover' : keys.some((key) => picked.has(key)) ? 'chosen' : null;
      if (state) element.setAttribute('data-lit', state);
      else if (element.hasAttribute('data-lit')) element.removeAttribute('data-lit');
    }
  };
  const ask = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(paint);
  };
  effect(() => {
    void litHovered.value;
    void litChosen.value;
    ask();
  });
  new MutationObserver(ask).observe(root, { childList: true, subtree: true, attributeFilter: ['data-k'] });
}
