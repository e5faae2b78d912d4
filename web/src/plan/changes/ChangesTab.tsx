import type { Model } from '../model';
import { nameOf } from '../names';
import { w } from './words';

/** The ChangesTab of the workspace. */
export function ChangesTab({ model }: { model: Model }) {
  return <p class="empty">{w('changes.empty', { name: nameOf(model) })}</p>;
}
