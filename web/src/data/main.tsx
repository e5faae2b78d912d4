import { render } from 'preact';
import '../ui/page.css';
import '../ui/lists.css';
import '../ui/office.css';
import '../account/account.css';
import '../map/map.css';
import './data.css';
import { Gate } from '../account/Gate';
import { DataPage } from './DataPage';
import { bind } from './view';

const root = document.getElementById('page');
if (root !== null) {
  const bound = bind(window);
  render(<Gate needs="plan" speak={bound.speak} open={() => <DataPage bound={bound} />} />, root);
}
