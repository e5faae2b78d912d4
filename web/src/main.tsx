import { render } from 'preact';
import './ui/page.css';
import './ui/lists.css';
import './map/map.css';
import './account/account.css';
import { Gate } from './account/Gate';
import { openModel } from './overview/model';
import { Overview } from './overview/Overview';
import { bind } from './overview/view';

const root = document.getElementById('page');
if (root !== null) {
  const bound = bind(window);
  render(<Gate needs="read" speak={bound.speak} open={() => <Overview model={openModel(bound)} />} />, root);
}
