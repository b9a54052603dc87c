// embed.html: a machine inside somebody else's page, to be looked at and stepped through.
import './app/styles/tokens.css';
import './app/styles/page.css';
import './app/styles/views.css';
import './app/styles/draw.css';
import './app/embed/embed.css';
import { render } from 'preact';
import { EmbedPage } from './app/embed/embed_page';
import { dressAsAsked } from './app/embed/open_link';
import { takeWords } from './app/store';

dressAsAsked();
await takeWords().catch(() => undefined);
render(<EmbedPage />, document.getElementById('app')!);
