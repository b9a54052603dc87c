// A scene as the text of an SVG file, from the same marks and links that stand on the page: for slides, for mail, and for tests.
import { drawnOf, type InkOf, tokenOf } from './attributes';
import { sheetOf } from './frame';
import { lookOf } from './look';
import { endPoint, pathOf, styleOf, wordsPlace } from './look/links';
import type { Content, Link, Mark } from './mark';
import { kNormal, kSmall } from './shape';

export interface Theme {
  inkOf: InkOf;
  sans: string;
  mono: string;
}

const kPageTheme: Theme = { inkOf: tokenOf, sans: 'var(--sans)', mono: 'var(--mono)' };

const kEscapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// Control characters have no place in XML, whatever a visitor wrote into a page.
const escapeText = (text: string) =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '\ufffd').replace(/[&<>"]/g, (c) => kEscapes[c]!);

function element(name: string, attributes: Readonly<Record<string, string | number>>, inside = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(String(value))}"`);
  return inside ? `<${name}${written.join('')}>${inside}</${name}>` : `<${name}${written.join('')}/>`;
}

function markText(mark: Mark, theme: Theme): string {
  const shapes = lookOf(mark).map((shape) => {
    const { name, attributes, text } = drawnOf(shape, theme.inkOf, theme);
    return element(name, attributes, text === undefined ? '' : escapeText(text));
  });
  const title = mark.label ? element('title', {}, escapeText(mark.label)) : '';
  return element('g', { transform: `translate(${mark.x} ${mark.y})` }, title + shapes.join(''));
}

function linkText(link: Link, places: ReadonlyMap<string, Mark>, theme: Theme): string {
  const [from, to] = [places.get(link.from.mark), places.get(link.to.mark)];
  if (!from || !to) return '';
  const { stroke, width, dash } = styleOf(link);
  const [a, b] = [endPoint(link.from, from), endPoint(link.to, to)];
  const line = { d: pathOf(link, a, b), fill: 'none', stroke: theme.inkOf(stroke), 'stroke-width': width };
  const path = element('path', dash ? { ...line, 'stroke-dasharray': dash } : line);
  if (!link.words) return path;
  const { anchor, ...at } = wordsPlace(a, b);
  const type = { 'text-anchor': anchor, 'font-size': kSmall, 'font-family': theme.sans, fill: theme.inkOf(stroke) };
  return path + element('text', { ...at, ...type }, escapeText(link.words));
}

export interface Frame {
  title: string;
  /** Lines under the picture: the sentence, the link. */
  caption?: readonly string[];
  theme?: Theme;
}

/** The whole drawing at its own size, whatever part of it is seen on the page. */
export function toSvg({ marks, links }: Content, { title, caption = [], theme = kPageTheme }: Frame): string {
  const places = new Map(marks.map((mark) => [mark.key, mark]));
  const { x, y, w: width, h: height, captions } = sheetOf({ marks, links }, caption);
  const type = { fill: theme.inkOf('dim'), 'font-size': kNormal, 'font-family': theme.sans };
  const lines = captions.map(({ text, href, ...at }) => {
    const line = element('text', { ...at, ...type }, escapeText(text));
    return href ? element('a', { href }, line) : line;
  });
  const parts = [
    element('title', {}, escapeText(title)),
    element('rect', { x, y, width, height, fill: theme.inkOf('panel') }),
    ...links.map((link) => linkText(link, places, theme)),
    ...marks.map((mark) => markText(mark, theme)),
    ...lines,
  ];
  const box = `${x} ${y} ${width} ${height}`;
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: box, role: 'img' }, parts.join(''));
}
