import { render } from 'preact';
import '../ui/page.css';
import '../../../planner/report/paper.css';
import '../account/account.css';
import './report.css';
import { Gate } from '../account/Gate';
import { Report } from './Report';
import { bindTo } from '../ui/address';

// The path names the plan or the area; the rest of the address goes to the report as it stands.
const id = decodeURIComponent(location.pathname.replace(/^\/report\//, ''));
const KEPT = ['standard', 'travel', 'operator', 'date'] as const;

const bound = bindTo<Record<string, string>>(window, {
  parse: (search) => {
    const q = new URLSearchParams(search);
    return { view: Object.fromEntries(KEPT.flatMap((name) => (q.get(name) ? [[name, q.get(name) ?? '']] : []))), language: q.get('lang') === 'en' ? 'en' : 'zh' };
  },
  format: (view, lang) => `?${new URLSearchParams({ ...view, lang }).toString()}`,
  isStep: () => false,
});

const root = document.getElementById('page');
if (root !== null) render(<Gate needs="read" speak={bound.speak} open={() => <Report id={id} bound={bound} />} />, root);
