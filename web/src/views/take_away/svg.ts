// A drawing as the text of an SVG, in the colours and type of the page: for files, and for pictures that stand in a text.
import { toSvg } from '../../draw/export';
import type { Content } from '../../draw/mark';
import type { Ink } from '../../draw/shape';
import { tokenColour } from '../../widgets/token';

export function themeOfPage() {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<Ink, string>();
  const inkOf = (ink: Ink) => {
    const colour = known.get(ink) ?? tokenColour(`--${ink}`);
    known.set(ink, colour);
    return colour;
  };
  return { inkOf, sans: style.getPropertyValue('--sans').trim(), mono: style.getPropertyValue('--mono').trim() };
}

/** In the colours and type of the page. */
export const svgOf = (picture: Content, title: string, caption: readonly string[] = []): string =>
  toSvg(picture, { title, caption, theme: themeOfPage() });
