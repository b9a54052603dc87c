// Files of a view: the picture with what happened and a link under it, and the text that tells the same, plain or as Markdown.
import type { Content } from '../../draw/mark';
import { toCanvas } from '../../draw/picture';
import { plainText } from '../../model/story/parts';
import type { ViewContext, ViewName } from '../context';
import { svgOf, themeOfPage } from './svg';
import { asMarkdown, asPlain } from './texts';

export type Form = 'svg' | 'png' | 'txt' | 'md';

interface Taken {
  view: ViewContext;
  name: ViewName;
  label: string;
  picture: Content;
}

/** What happened and why, as the strip across the top says it. */
function sentenceOf({ moment, told, sentences, level }: ViewContext): string {
  const [now, teller] = [moment.value, told.value];
  if (!now || !teller) return '';
  const { headline, why } = teller.storyOf(now, { words: teller.words, sentences: sentences.value, level: level.value });
  return [headline, why]
    .map((parts) => (parts ? plainText(parts) : ''))
    .join(' ')
    .trim();
}

const kTypes: Record<Form, string> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  txt: 'text/plain;charset=utf-8',
  md: 'text/markdown;charset=utf-8',
};

async function contentOf(form: Form, { view, name, label, picture }: Taken): Promise<Blob> {
  const sentence = sentenceOf(view);
  const link = await view.link();
  const caption = [sentence, link].filter((line) => line !== '');
  if (form === 'png') {
    const canvas = toCanvas(picture, [label, ...caption], themeOfPage(), document);
    return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), kTypes.png));
  }
  if (form === 'svg') return new Blob([svgOf(picture, label, caption)], { type: kTypes.svg });
  const said = { title: label, sentence, link, text: await view.textOf(name) };
  return new Blob([form === 'md' ? asMarkdown(said) : asPlain(said)], { type: kTypes[form] });
}

export async function saveAs(form: Form, taken: Taken): Promise<void> {
  const address = URL.createObjectURL(await contentOf(form, taken));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = `pagewalk-${taken.name}.${form}`;
  anchor.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
