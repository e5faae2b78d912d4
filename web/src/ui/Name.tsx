import { language } from '../i18n/i18n';

/** A place or premises name. Names are data: Chinese in both languages, marked as such in English. */
export function Name({ of }: { of: string }) {
  return language.value === 'zh' ? <>{of}</> : <span lang="zh-CN">{of}</span>;
}
