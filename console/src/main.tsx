// Before the pages, whose own rules go further.
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/ui.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { isBackForAnother } from './session/oidc.ts';
import { startSession } from './session/session.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no element #app.');
if (!isBackForAnother()) void startSession();
render(<App />, root);
