// Files dropped anywhere on the page. What happens with them is fetched when the first ones come.
import { signal } from '@preact/signals';
import { notFetched } from './store';

/** Files hang over the page. */
export const dropping = signal(false);

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

export function listenForDrops(): void {
  const over = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = 'copy';
    dropping.value = true;
  };
  document.addEventListener('dragenter', over, true);
  document.addEventListener('dragover', over, true);
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) dropping.value = false;
  });
  document.addEventListener(
    'drop',
    (event) => {
      dropping.value = false;
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const files = [...event.dataTransfer!.files];
      void import('./open').then(({ openDropped }) => openDropped(files), notFetched);
    },
    true,
  );
}
