// Which lesson is read, and how the address says so.
import { signal } from '@preact/signals';
import { lessonsOpen } from './course';

export const reading = signal('');

/** What the address said before. */
let before = '';

const withFragment = (fragment: string) => `${location.pathname}${location.search}${fragment}`;

export function openReading(id: string): void {
  if (reading.value === '') before = location.hash.endsWith('/read') ? '' : location.hash;
  reading.value = id;
  history.replaceState(history.state, '', withFragment(`#lesson=${id}/read`));
  lessonsOpen.value = true;
}

// Another address leads away from it; what that says stays.
globalThis.addEventListener('popstate', () => {
  if (reading.value === '' || location.hash.endsWith('/read')) return;
  reading.value = '';
  lessonsOpen.value = false;
});

export function closeReading(): void {
  if (reading.value === '') return;
  reading.value = '';
  history.replaceState(history.state, '', withFragment(before));
}
