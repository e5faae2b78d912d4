import { render } from 'preact';
import '../ui/page.css';
import '../ui/lists.css';
import '../ui/office.css';
import './runs.css';
import '../account/account.css';
import { Gate } from '../account/Gate';
import { Runs } from './Runs';
import { bind } from './view';

const root = document.getElementById('page');
if (root !== null) {
  const bound = bind(window);
  render(<Gate needs="plan" speak={bound.speak} open={() => <Runs bound={bound} />} />, root);
}
