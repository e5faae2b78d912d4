import { render } from 'preact';
import '../ui/page.css';
import '../ui/lists.css';
import '../map/map.css';
import '../account/account.css';
import './plan.css';
import './changes/changes.css';
import { Gate } from '../account/Gate';
import { openModel } from './model';
import { Workspace } from './Workspace';
import { bind } from './view';

const root = document.getElementById('page');
if (root !== null) {
  const bound = bind(window);
  render(<Gate needs="read" speak={bound.speak} open={() => <Workspace model={openModel(bound)} />} />, root);
}
