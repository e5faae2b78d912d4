import type { Model } from '../model';
import { nameOf } from '../names';
import { w } from './words';

/** The SuggestTab of the workspace. */
export function SuggestTab({ model }: { model: Model }) {
  return <p class="empty">{w('suggest.empty', { name: nameOf(model) })}</p>;
}
