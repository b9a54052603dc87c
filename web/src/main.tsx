import './app/styles/tokens.css';
import './app/styles/page.css';
import './app/styles/views.css';
import './app/styles/draw.css';
import './app/styles/layout.css';
import './app/styles/timeline.css';
import './app/styles/low.css';
import { render } from 'preact';
import { App } from './app/app';
import { watchFirst } from './app/first';
import { keepForOffline } from './app/offline';
import { keepPrefs } from './app/prefs';
import { engineArrived, takeWords } from './app/store';
import { followTypeSize } from './app/type_size';
import { compiledEngine } from './engine/compiled';

keepPrefs();
followTypeSize();
watchFirst();
// Most of what the page waits for: asked for first. What goes wrong with it, whoever starts an engine says.
compiledEngine((part) => {
  engineArrived.value = part;
}).catch(() => undefined);
// Nobody shall see another language first; without the words the page comes in English.
await takeWords().catch(() => undefined);
render(<App />, document.getElementById('app')!);
keepForOffline();
