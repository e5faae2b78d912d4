import { language } from '../i18n/i18n';
import zh from './terms.zh-CN.json';
import en from './terms.en.json';
import { w } from './words';

const KEYS = Object.keys(zh) as (keyof typeof zh)[];

/** Words of the field, in both languages whichever is shown, each with what the program means by it. */
export function Glossary() {
  const other = language.value === 'en' ? zh : en;
  const own = language.value === 'en' ? en : zh;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={w('part.words')}>
      <table class="list">
        <caption class="unseen">{w('part.words')}</caption>
        <thead><tr><th scope="col">{w('word.word')}</th><th scope="col">{w('word.other')}</th><th scope="col">{w('word.meaning')}</th></tr></thead>
        <tbody>
          {KEYS.map((key) => {
            const [word, meaning] = own[key];
            return <tr key={key}><th scope="row">{word}</th><td lang={language.value === 'en' ? 'zh-CN' : 'en'}>{other[key][0]}</td><td class="why">{meaning}</td></tr>;
          })}
        </tbody>
      </table>
    </div>
  );
}
