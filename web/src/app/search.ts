// The search is open; its code is fetched when it is wanted first.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { CardProps } from './card';

export interface SearchProps {
  type: CardProps['type'];
  /** Brings a lesson's pane to the front. */
  showLesson(): void;
}

export const searchOpen = signal(false);
export const SearchDialog = signal<((props: SearchProps) => ComponentChildren) | null>(null);

export function openSearch(): void {
  searchOpen.value = true;
  if (!SearchDialog.peek())
    void import('./search_dialog').then((found) => {
      SearchDialog.value = found.SearchDialog;
    });
}
