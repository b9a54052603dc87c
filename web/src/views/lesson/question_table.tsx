// Every question, and the lessons that answer it or the systems that it waits for: the table of lessons/QUESTIONS.md in the page.
import { useState } from 'preact/hooks';
import type { Question } from '../../lesson/catalog';
import type { CatalogueProps } from './catalogue_props';

export function QuestionTable(props: CatalogueProps) {
  const { questions } = props.catalogue;
  const [isOpen, setIsOpen] = useState(false);
  const answered = questions.filter(({ state }) => state === 'answered').length;
  return (
    <details class="all-questions" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{props.say('allQuestions', { answered, all: questions.length })}</summary>
      {isOpen && (
        <>
          <p class="dim">{props.say('questionsText')}</p>
          <dl>
            {questions.map((question) => (
              <Row key={question.id} {...props} question={question} />
            ))}
          </dl>
        </>
      )}
    </details>
  );
}

function Row({ question, catalogue, say, onShow }: CatalogueProps & { question: Question }) {
  const { id, text, state, waits } = question;
  const lessons = [...question.answered, ...question.told].flatMap((one) => catalogue.lessons.filter((lesson) => lesson.id === one));
  return (
    <>
      <dt>{id}</dt>
      <dd>
        {text}{' '}
        <span class={`state ${state}`}>
          {say(`state.${state}`)} {state === 'waits' && waits.join(say('comma'))}
        </span>
        {lessons.map((lesson) => (
          <button key={lesson.id} type="button" class="chip" onClick={() => onShow(lesson.id)}>
            {lesson.title}
          </button>
        ))}
      </dd>
    </>
  );
}
