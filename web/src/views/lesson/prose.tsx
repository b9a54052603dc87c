// Prose of a lesson as elements. Text stays text: nothing that a lesson file says can become markup.
import { Fragment } from 'preact';
import { type Block, fillHoles, type Inline, parseInlines, parseMarkdown } from '../../lesson/markdown';
import { useView } from '../context';
import { useLinker } from './word_links';

interface Props {
  text: string;
  values: Readonly<Record<string, string>>;
}

function InlineText({ inline }: { inline: Inline }) {
  if (inline.kind === 'code') return <code>{inline.text}</code>;
  if (inline.kind === 'strong') return <strong>{inline.text}</strong>;
  if (inline.kind === 'em') return <em>{inline.text}</em>;
  if (inline.kind === 'word') return <Word {...inline} />;
  return <Fragment>{inline.text}</Fragment>;
}

function Word({ text, id, isStrong }: { text: string; id: string; isStrong: boolean }) {
  const { choose } = useView();
  return (
    <button type="button" class="word-link" onClick={() => choose(`word:${id}`)}>
      {isStrong ? <strong>{text}</strong> : text}
    </button>
  );
}

const Inlines = ({ inlines }: { inlines: readonly Inline[] }) => (
  <>
    {inlines.map((inline, i) => (
      <InlineText key={i} inline={inline} />
    ))}
  </>
);

function BlockText({ block }: { block: Block }) {
  if (block.kind === 'code') return <pre tabIndex={0}>{block.text}</pre>;
  if (block.kind === 'paragraph') {
    return (
      <p>
        <Inlines inlines={block.inlines} />
      </p>
    );
  }
  return (
    <ul>
      {block.items.map((item, i) => (
        <li key={i}>
          <Inlines inlines={item} />
        </li>
      ))}
    </ul>
  );
}

export function Prose({ text, values }: Props) {
  const link = useLinker();
  return (
    <div class="prose">
      {link(text, parseMarkdown(fillHoles(text, values))).map((block, i) => (
        <BlockText key={i} block={block} />
      ))}
    </div>
  );
}

/** One line of prose, inside another element. */
export function ProseLine({ text, values }: Props) {
  return <Inlines inlines={parseInlines(fillHoles(text.replace(/\s*\n\s*/g, ' '), values))} />;
}
