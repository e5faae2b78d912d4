import { render } from 'preact';
import '../ui/page.css';
import '../ui/lists.css';
import '../map/map.css';
import './dashboard.css';
import { Dashboard } from './Dashboard';
import { openModel } from './model';
import { bind } from './view';

const root = document.getElementById('page');
if (root !== null) render(<Dashboard model={openModel(bind(window))} />, root);
