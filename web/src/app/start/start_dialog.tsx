// The start page: the tour, what one has oneself, the lessons, and machines worth a look, each with its picture.
import './start.css';
import { bringToFront } from '../../views/stage';
import { lessonsOpen } from '../course';
import { Dialog, showOpenDialog } from '../dialogs';
import { language, theme } from '../prefs';
import { openLink } from '../session';
import { beginTour, startOpen } from '../start_life';
import { kScenarios, type Scenario, scriptOf } from './scenarios';
import { type StartWords, startWords } from './words';

function close(): void {
  startOpen.value = false;
}

async function openScenario(scenario: Scenario): Promise<void> {
  close();
  if (await openLink(`#cmd=${encodeURIComponent(scriptOf(scenario))}`)) bringToFront(scenario.view);
}

export function StartDialog() {
  const words = startWords(language.value);
  return (
    <Dialog title={words.title} onClose={close}>
      <div class="start">
        <p>{words.lead}</p>
        <Ways words={words} />
        <h3>{words.scenarios}</h3>
        <ul class="start-cards">
          {kScenarios.map((one) => (
            <Card key={one.name} scenario={one} words={words} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Ways({ words }: { words: StartWords }) {
  const go = (then: () => void) => () => {
    close();
    then();
  };
  return (
    <ul class="start-ways">
      <li>
        <button type="button" class="main" onClick={go(beginTour)}>
          {words.tour}
        </button>
      </li>
      <li>
        <button type="button" onClick={go(() => (lessonsOpen.value = true))}>
          {words.lessons}
        </button>
        <span class="dim">{words.lessonsText}</span>
      </li>
      <li>
        <button type="button" onClick={go(showOpenDialog)}>
          {words.open}
        </button>
        <span class="dim">{words.openText}</span>
      </li>
    </ul>
  );
}

function Card({ scenario, words }: { scenario: Scenario; words: StartWords }) {
  const [title, text] = words.scenario[scenario.name]!;
  return (
    <li>
      <button type="button" class="start-card" onClick={() => void openScenario(scenario)}>
        <img src={`./start/${scenario.name}-${theme.value}.png`} alt="" width="320" height="190" loading="lazy" />
        <strong>{title}</strong>
        <span>{text}</span>
      </button>
    </li>
  );
}
