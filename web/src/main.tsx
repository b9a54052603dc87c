import { render } from 'preact';

render(<p>Pagewalk</p>, document.getElementById('app')!);
