// A bar that scrolls where it is too narrow for all: what is chosen stands in its middle, with what lies beside it, and
// what the keyboard reaches is seen whole.
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export function useChosenInSight<T extends HTMLElement>(isStill: boolean, chosen: readonly unknown[]): RefObject<T | null> {
  const bar = useRef<T>(null);
  useEffect(() => {
    const one = bar.current?.querySelector('[aria-current], [aria-pressed=true]');
    one?.scrollIntoView({ inline: 'center', block: 'nearest', behavior: isStill ? 'instant' : 'smooth' });
  }, chosen);
  useEffect(() => {
    const here = bar.current;
    const show = ({ target }: Event) => (target as Element).scrollIntoView({ inline: 'nearest', block: 'nearest' });
    here?.addEventListener('focusin', show);
    return () => here?.removeEventListener('focusin', show);
  }, []);
  return bar;
}
