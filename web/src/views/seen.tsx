// A view that is put away stays as it was until it is seen again: nothing that nobody sees is worked out.
import { computed, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useView, type ViewContext, ViewContextProvider, type ViewName } from './context';
import { slotOf } from './stage';

/** Follows `newest` while the view is seen. */
export function whileSeen<T>(newest: ReadonlySignal<T>, isSeen: () => boolean): ReadonlySignal<T> {
  let last = newest.peek();
  return computed(() => {
    if (isSeen()) last = newest.value;
    return last;
  });
}

function seenBy(name: ViewName, view: ViewContext): ViewContext {
  const isSeen = () => slotOf(name) !== 'none';
  return {
    ...view,
    moment: whileSeen(view.moment, isSeen),
    focus: whileSeen(view.focus, isSeen),
    strength: whileSeen(view.strength, isSeen),
    lights: whileSeen(view.lights, isSeen),
  };
}

export function Seen({ name, children }: { name: ViewName; children: ComponentChildren }) {
  const view = useView();
  const own = useMemo(() => seenBy(name, view), [name, view]);
  return <ViewContextProvider value={own}>{children}</ViewContextProvider>;
}
