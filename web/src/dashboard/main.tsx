import { render } from 'preact';
import '../ui/page.css';
import '../ui/lists.css';
import '../map/map.css';
import '../account/account.css';
import './dashboard.css';
import { Gate } from '../account/Gate';
import { Dashboard } from './Dashboard';
import { openModel, type Model } from './model';
import { bind } from './view';

const root = document.getElementById('page');
if (root !== null) {
  const bound = bind(window);
  // The board is asked for together with who is logged in; where a login is needed first, it is asked for anew after it.
  const early = openModel(bound);
  const model = (): Model => (early.board.state.peek().error === null ? early : openModel(bound));
  render(<Gate needs="read" speak={bound.speak} open={() => <Dashboard model={model()} />} />, root);
}
