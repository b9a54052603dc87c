// A prediction that is a number, typed.
import { useId, useState } from 'preact/hooks';
import { readNumber } from '../../lesson/answers';
import { useLessonWords } from './words';

export function AskNumber({ onGive }: { onGive(text: string): void }) {
  const [text, setText] = useState('');
  const say = useLessonWords();
  const [isBad, setBad] = useState(false);
  const id = useId();
  const give = (event: Event) => {
    event.preventDefault();
    const number = readNumber(text);
    setBad(number === null);
    if (number !== null) onGive(number);
  };
  return (
    <form class="answer-form" onSubmit={give}>
      <label for={id}>{say('number.label')}</label>
      <input
        id={id}
        type="text"
        value={text}
        inputMode="numeric"
        autocomplete="off"
        aria-invalid={isBad}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit">{say('number.give')}</button>
      {isBad && <p role="alert">{say('number.bad')}</p>}
    </form>
  );
}
