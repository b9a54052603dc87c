// A prediction that is pointed at: by a click in any drawing, by the keys that walk through one, or by its name.
import { useEffect, useId, useState } from 'preact/hooks';
import type { LessonPrediction } from '../../engine/protocol';
import { useView } from '../context';
import { pointer } from '../stage';
import { once } from './once';
import { kExample, kPrefix, nameOf } from './things';
import { useLessonWords } from './words';

interface Props {
  thing: LessonPrediction['thing'];
  find(text: string): Promise<string>;
  onGive(key: string): void;
}

export function AskThing({ thing, find, onGive }: Props) {
  const { moment } = useView();
  const say = useLessonWords();
  const [key, setKey] = useState('');
  const [text, setText] = useState('');
  const [isLost, setLost] = useState(false);
  const id = useId();
  const point = (found: string) => {
    setKey(found);
    setLost(found === '');
  };
  useEffect(() => {
    pointer.value = { prefix: kPrefix[thing], take: point };
    return () => {
      pointer.value = null;
    };
  }, [thing]);
  return (
    <div class="point-at">
      <p>{say(`thing.${thing}`)}</p>
      <form
        class="answer-form"
        onSubmit={(event) => {
          event.preventDefault();
          void find(text).then(point);
        }}
      >
        <label for={id}>{say('thing.label')}</label>
        <input
          id={id}
          type="text"
          class="mono"
          value={text}
          placeholder={kExample[thing]}
          autocomplete="off"
          aria-invalid={isLost}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit">{say('thing.find')}</button>
      </form>
      <p role="status">
        {key !== '' ? say('thing.at', { thing: nameOf(moment.value?.machine ?? null, key, say) }) : isLost ? say('thing.none') : ''}
      </p>
      {key !== '' && (
        <button type="button" class="main give" onClick={once(() => onGive(key))}>
          {say('thing.give')}
        </button>
      )}
    </div>
  );
}
