// A lesson in the list.
import type { LessonHead, Question } from '../../lesson/catalog';
import { type CatalogueProps, isDone } from './catalogue_props';
import { trackName } from './catalogue_words';
import { ProseLine } from './prose';

interface Props extends CatalogueProps {
  lesson: LessonHead;
  /** On the opening path, from 1; 0: not to be said. */
  place: number;
  isNext: boolean;
  /** Questions that what was looked for stands in. */
  asked?: ReadonlySet<string>;
}

export function LessonCard(props: Props) {
  const { lesson, place, isNext, say, onStart, onRead } = props;
  const done = props.doneSteps(lesson.id);
  const isThrough = isDone(lesson, done);
  return (
    <li class={`lesson-entry ${isNext ? 'is-next' : ''}`} data-lesson={lesson.id}>
      <h4>
        {place > 0 && <span class={`place ${isThrough ? 'complete' : ''}`}>{place}</span>}
        <ProseLine text={lesson.title} values={{}} />
      </h4>
      {isNext && <p class="next-on-path">{say('next')}</p>}
      <p class="sentence">
        <ProseLine text={lesson.summary} values={{}} />
      </p>
      <Facts {...props} done={done} />
      <Needs {...props} />
      <Answers {...props} />
      <div class="entry-buttons">
        <button type="button" class="main" onClick={() => onStart(lesson.id)}>
          {say(isThrough ? 'again' : done.size > 0 ? 'continue' : 'start')}
          <span class="sr"> {lesson.title}</span>
        </button>
        <button type="button" onClick={() => onRead(lesson.id)}>
          {say('read')}
          <span class="sr"> {lesson.title}</span>
        </button>
      </div>
    </li>
  );
}

function Facts({ lesson, say, done }: Props & { done: ReadonlySet<string> }) {
  const words = lesson.words.map((names) => names[0]!);
  return (
    <p class="lesson-facts">
      <span class="dots" aria-hidden="true">
        {lesson.steps.map((step) => (
          <i key={step} class={done.has(step) ? 'done' : ''} />
        ))}
      </span>
      <span class={isDone(lesson, done) ? 'complete' : ''}>
        {say('steps', { done: lesson.steps.filter((step) => done.has(step)).length, all: lesson.steps.length })}
      </span>
      <span>{say('minutes', { minutes: lesson.minutes })}</span>
      <span>{trackName(say, lesson.track)}</span>
      {words.length > 0 && (
        <span class="explains">
          {say('explains')} <em>{words.join(', ')}</em>
        </span>
      )}
    </p>
  );
}

function Needs({ lesson, catalogue, say, doneSteps, onShow }: Props) {
  const needed = lesson.needs.flatMap((id) => catalogue.lessons.filter((one) => one.id === id));
  if (needed.length === 0) return <p class="needs dim">{say('needsNothing')}</p>;
  return (
    <p class="needs">
      {say('needs')}
      {needed.map((one) => {
        const isThrough = isDone(one, doneSteps(one.id));
        return (
          <button key={one.id} type="button" class={`chip ${isThrough ? 'complete' : ''}`} onClick={() => onShow(one.id)}>
            <span aria-hidden="true">{isThrough ? '✓ ' : ''}</span>
            {one.title}
            {isThrough && <span class="sr"> ({say('isDone')})</span>}
          </button>
        );
      })}
    </p>
  );
}

function Answers({ lesson, catalogue, say, asked }: Props) {
  const questions = [...lesson.answers, ...lesson.tells].flatMap((id) => catalogue.questions.filter((one) => one.id === id));
  if (questions.length === 0) return null;
  return (
    <details class="answers-of" open={(asked?.size ?? 0) > 0}>
      <summary>
        {say('answers')} {questions.map(({ id }) => id).join(', ')}
      </summary>
      <dl>
        {questions.map((question) => (
          <Answer key={question.id} question={question} isTold={lesson.tells.includes(question.id)} say={say} />
        ))}
      </dl>
    </details>
  );
}

function Answer({ question: { id, text, waits }, isTold, say }: { question: Question; isTold: boolean; say: Props['say'] }) {
  return (
    <>
      <dt>{id}</dt>
      <dd>
        {text}
        {isTold && <span class="dim"> ({say('alsoTold')})</span>}
        {waits.length > 0 && <span class="dim"> {say('rest', { systems: waits.join(say('comma')) })}</span>}
      </dd>
    </>
  );
}
