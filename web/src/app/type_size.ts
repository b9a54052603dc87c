// How large type is: the size that the browser is set to, which the root of the style sheet follows (tokens.css), and what the visitor
// asked for here. Measured once, and again whenever either changes; drawings, shell and timeline grow with it.
import { computed, signal } from '@preact/signals';

/** px of 1rem, and of the browser's own type, as most browsers come. */
const kUsual = { rem: 13, own: 16 };

const sizes = signal(kUsual);

/** px of the page's type. */
export const typeSize = computed(() => sizes.value.rem);
/** 1, or more where type is larger than usual. */
export const scale = computed(() => sizes.value.rem / kUsual.rem);
/** The same of the browser's own type alone: nothing that is drawn may be smaller. */
export const leastScale = computed(() => Math.max(1, sizes.value.own / kUsual.own));

const sizeOf = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);

export function followTypeSize(): void {
  const probes = ['rem', 'own'].map((of) => {
    const probe = document.createElement('div');
    probe.className = `type-probe ${of}`;
    probe.setAttribute('aria-hidden', 'true');
    return probe;
  });
  document.body.append(...probes);
  const [rem, own] = [probes[0]!, probes[1]!];
  const measure = () => {
    const now = { rem: sizeOf(rem), own: sizeOf(own) };
    if (now.rem !== sizes.peek().rem || now.own !== sizes.peek().own) sizes.value = now;
  };
  const observer = new ResizeObserver(measure);
  for (const probe of probes) observer.observe(probe);
  measure();
}
