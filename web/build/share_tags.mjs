// vite: what other sites show of a link to the page: title, sentence, picture (the README's screenshot, which goes into dist/).
//
// The page stands on any path and so knows no address of its own; some readers of these tags want the picture's whole address, which
// PAGEWALK_URL=https://example.org/path/ puts there.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const kTitle = 'Pagewalk: see what Linux does with memory';
const kSentence = 'Type what a program would do, and watch page tables, areas and frames change, with the reason of every decision.';
const kPicture = 'screenshot.png';

export function shareTags(address = process.env.PAGEWALK_URL ?? './') {
  const base = address.endsWith('/') ? address : `${address}/`;
  const tag = (property, content) => ({ tag: 'meta', attrs: { property, content }, injectTo: 'head' });
  let root = '';
  return {
    name: 'share-tags',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    transformIndexHtml: () => [
      tag('og:type', 'website'),
      tag('og:title', kTitle),
      tag('og:description', kSentence),
      tag('og:image', base + kPicture),
      tag('og:image:width', '1440'),
      tag('og:image:height', '900'),
      tag('og:image:alt', 'What the last command did and why; a shell, and the page tables on the way to the page that was copied'),
      { tag: 'meta', attrs: { name: 'twitter:card', content: 'summary_large_image' }, injectTo: 'head' },
    ],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: kPicture, source: readFileSync(path.join(root, kPicture)) });
    },
  };
}
