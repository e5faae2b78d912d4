import { render } from 'preact';
import '../ui/page.css';
import '../ui/lists.css';
import '../ui/office.css';
import './help.css';
import '../account/account.css';
import { Gate } from '../account/Gate';
import { Help } from './Help';
import { bind } from './view';

const root = document.getElementById('page');
if (root !== null) {
  const bound = bind(window);
  render(<Gate needs="read" speak={bound.speak} open={() => <Help bound={bound} />} />, root);
}
