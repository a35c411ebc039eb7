import { render } from 'preact';
import { App } from './app.tsx';
import { tokenOf } from './session/link.ts';
import './style/tokens.css';
import './style/page.css';
import './style/centre.css';
import './style/form.css';
import './style/document.css';
import './style/camera.css';
import './style/design.css';

const page = document.getElementById('page');
if (page !== null) render(<App token={tokenOf(location.pathname)} />, page);
