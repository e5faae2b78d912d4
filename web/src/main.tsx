import { render } from 'preact';
import './ui/page.css';
import './ui/lists.css';
import './map/map.css';
import { openModel } from './overview/model';
import { Overview } from './overview/Overview';
import { bind } from './overview/view';

const root = document.getElementById('page');
if (root !== null) render(<Overview model={openModel(bind(window))} />, root);
