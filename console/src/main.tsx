// Before the pages, whose own rules go further.
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/buttons.css';
import './styles/fields.css';
import './styles/statuses.css';
import './styles/cards.css';
import './styles/tables.css';
import './styles/states.css';
import './styles/dialogs.css';
import './styles/text.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { isBackForAnother } from './session/oidc.ts';
import { startSession } from './session/session.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no element #app.');
if (!isBackForAnother()) void startSession();
render(<App />, root);
