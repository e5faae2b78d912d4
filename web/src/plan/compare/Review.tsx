import { t } from '../../i18n/i18n';
import type { Model } from '../model';

/** The review number (审图号) of the maps, or that there is none. */
export function Review({ model }: { model: Model }) {
  const number = model.info.state.value.value?.map_review_number ?? '';
  return <p class="review">{number === '' ? t('map.no_review') : t('map.review', { number })}</p>;
}
