import type { Model } from '../model';
import { t } from '../../i18n/i18n';

/** The Inspector of the workspace. */
export function Inspector({ model }: { model: Model }) {
  return model.view.value.selection === null ? null : <aside class="inspector" aria-label={t('inspector.title')}><h2>{model.view.value.selection.id}</h2></aside>;
}
