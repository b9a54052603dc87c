// Which lesson is read, and how the address says so. From the list it is a step in the browser's history, which leads back to the list.
import { signal } from '@preact/signals';
import { lessonsOpen } from './course';

export const reading = signal('');

/** What the address said before. */
let before = '';

/** A step that the list made says where the list was opened. */
const listAt = () => (history.state as { listAt?: string } | null)?.listAt;
const isText = () => location.hash.endsWith('/read');
const withFragment = (fragment: string) => `${location.pathname}${location.search}${fragment}`;

export function openReading(id: string): void {
  if (reading.value === '') before = isText() ? (listAt() ?? '') : location.hash;
  const address = withFragment(`#lesson=${id}/read`);
  if (isText()) history.replaceState(history.state, '', address);
  else history.pushState({ listAt: before }, '', address);
  reading.value = id;
  lessonsOpen.value = true;
}

// Another address leads away from it, and from the list; what that says stays.
globalThis.addEventListener('popstate', () => {
  if (isText()) return;
  const isBackToList = reading.value !== '' && location.hash === before;
  reading.value = '';
  if (!isBackToList) lessonsOpen.value = false;
});

export function closeReading(): void {
  if (reading.value === '') return;
  // What follows is seen to above.
  if (listAt() !== undefined) history.back();
  else {
    reading.value = '';
    history.replaceState(history.state, '', withFragment(before));
  }
}
