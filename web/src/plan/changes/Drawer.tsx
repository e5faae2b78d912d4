import type { Model } from '../model';
import { nameOf } from '../names';
import { w } from './words';

/** The Drawer of the workspace. */
export function Drawer({ model }: { model: Model }) {
  return <p class="empty">{w('drawer.empty', { name: nameOf(model) })}</p>;
}
