import { language } from '../i18n/language';
import type { Model } from './model';
import { t } from './words';

/** Changes to the other language, whose name it shows in that language. */
export function Speak({ model }: { model: Model }) {
  const other = language.value === 'zh' ? 'en' : 'zh';
  return <button lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => model.speak(other)}>{t('language')}</button>;
}
