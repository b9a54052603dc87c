// The strip across the top: what happened, why, what it amounts to and what to try next. Its height depends on the page's width alone:
// words that need more room get smaller by steps, and nothing else moves.
import type { RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Story } from '../../model/story';
import type { Named, Part } from '../../model/story/parts';
import type { LinkTerms } from '../../model/story/terms';
import type { Try } from '../../model/story/tries';
import { kLevels } from '../../model/story/words';
import { useView } from '../context';
import './story.css';

export function StoryView() {
  const { t, moment, level, told, terms, sentences } = useView();
  const now = moment.value;
  const teller = told.value;
  const story = useMemo(
    () =>
      now && teller
        ? linked(teller.storyOf(now, { words: teller.words, sentences: sentences.value, level: level.value }), terms.value)
        : null,
    [now, teller, terms.value, sentences.value, level.value],
  );
  const box = useRef<HTMLDivElement>(null);
  useFit(box, story);
  return (
    <section
      class="story"
      id="pane-story"
      data-pane
      tabIndex={-1}
      aria-label={t.value('story.title')}
      data-refused={story?.refused ?? false}
    >
      <div class="story-text" ref={box}>
        <p class="story-headline">
          {story?.refused && <span aria-hidden="true">✗ </span>}
          {story && <Parts parts={story.headline} />}
        </p>
        {story && <Why story={story} />}
      </div>
      <Levels />
      <div class="story-foot">
        <Tries tries={story?.tries ?? []} />
        <Sums sums={story?.sums ?? []} />
      </div>
    </section>
  );
}

/** Headline and reason with their words of the glossary as links, each word where it is used first. */
function linked(story: Story, link: LinkTerms | null): Linked {
  if (!link) return story;
  const used = new Set<string>();
  const headline = link(story.headline, used);
  return { ...story, headline, why: story.why && link(story.why, used) };
}

type Linked = Omit<Story, 'headline' | 'why'> & { headline: readonly Part[]; why: readonly Part[] | null };

function Why({ story: { why, kernelFunction } }: { story: Linked }) {
  if (!why && !kernelFunction) return null;
  return (
    <p class="story-why">
      {why && <Parts parts={why} />}{' '}
      {kernelFunction && (
        <code class="story-function">
          <Thing part={kernelFunction} />
        </code>
      )}
    </p>
  );
}

function Parts({ parts }: { parts: readonly Part[] }) {
  return <>{parts.map((part, i) => (typeof part === 'string' ? part : <Thing key={`${i} ${part.text}`} part={part} />))}</>;
}

/** A named object: what else shows it lights with it, by pointer and by keyboard. */
function Thing({ part: { text, kind, key, pid, hot, code } }: { part: Named }) {
  const colour = pid !== undefined && `pid-${((pid - 1) % 6) + 1}`;
  const kinds = [kind && `story-${kind}`, colour, hot && 'story-hot', code && 'story-code'].filter(Boolean).join(' ');
  return (
    <span class={kinds} {...(key && { 'data-k': key, 'data-item': true, role: 'button', tabIndex: 0 })}>
      {text}
    </span>
  );
}

function Levels() {
  const { t, level, setLevel } = useView();
  return (
    <fieldset class="switch story-levels">
      <legend class="sr">{t.value('story.levels')}</legend>
      {kLevels.map((one) => (
        <button key={one} type="button" aria-pressed={level.value === one} onClick={() => setLevel(one)}>
          {t.value(`story.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Sums({ sums }: { sums: Story['sums'] }) {
  const { t } = useView();
  if (sums.length === 0) return null;
  return (
    <ul class="story-sums" aria-label={t.value('story.sums')}>
      {sums.map((sum, i) => (
        <li key={`${i}`}>
          <Parts parts={sum} />
        </li>
      ))}
    </ul>
  );
}

function Tries({ tries }: { tries: readonly Try[] }) {
  const { t, typeCommand, undo } = useView();
  return (
    <ul class="story-tries" aria-label={t.value('story.tries')}>
      {tries.map(({ name, label, command }) => (
        <li key={name}>
          <button
            type="button"
            title={command}
            // Who points wants Enter to run it; who pressed a key is going through them.
            onClick={(event) => (name === 'undo' ? undo() : typeCommand(command, event.detail > 0))}
          >
            {label}
          </button>
        </li>
      ))}
    </ul>
  );
}

const kSteps = 3;

/** The largest step of type at which all the words fit; beyond the last one the box scrolls. */
function useFit(box: RefObject<HTMLDivElement | null>, story: Linked | null): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const fit = () => {
      for (let step = 0; step <= kSteps; ++step) {
        element.dataset.fit = String(step);
        if (element.scrollHeight <= element.clientHeight) break;
      }
      const scrolls = element.scrollHeight > element.clientHeight;
      if (scrolls) element.tabIndex = 0;
      else element.removeAttribute('tabindex');
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [story, box]);
}
