import { render } from 'preact';
import './courier.css';
import { Courier } from './Courier';
import { openModel } from './model';
import { openStore } from './store';

const root = document.getElementById('page');
if (root !== null) render(<Courier model={await openModel(await openStore(), window)} />, root);
