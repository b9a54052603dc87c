import '@xterm/xterm/css/xterm.css';
import './app/styles/tokens.css';
import './app/styles/page.css';
import './app/styles/views.css';
import './app/styles/timeline.css';
import { render } from 'preact';
import { App } from './app/app';
import { keepPrefs } from './app/prefs';

keepPrefs();
render(<App />, document.getElementById('app')!);
