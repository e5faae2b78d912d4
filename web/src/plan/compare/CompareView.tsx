import type { Model } from '../model';
import { nameOf } from '../names';
import { w } from './words';

/** The CompareView of the workspace. */
export function CompareView({ model }: { model: Model }) {
  return <p class="empty">{w('compare.empty', { name: nameOf(model) })}</p>;
}
