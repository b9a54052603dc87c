// The search is open; its code is fetched when it is wanted first.
import { signal } from '@preact/signals';
import type { CardProps } from './card';
import { lateCode } from './late';

export interface SearchProps {
  type: CardProps['type'];
  /** Brings a lesson's pane to the front. */
  showLesson(): void;
}

export const searchOpen = signal(false);
export const Search = lateCode(
  () => searchOpen.value,
  () => import('./search_dialog'),
  () => {
    searchOpen.value = false;
  },
);

export function openSearch(): void {
  searchOpen.value = true;
}
