import { language } from '../i18n/i18n';
import { count } from '../i18n/numbers';
import { Fact } from '../ui/Fact';
import { fieldWord } from './DifferenceStep';
import { FoundTable } from './FoundTable';
import { importAt, type Checked, type Look } from './model';
import { w } from './words';

/** What reading the files came to: rows that cannot be taken, remarks, what is probably wrong with the rest. */
export function ChecksStep({ look, checked }: { look: Look; checked: Checked }) {
  const english = language.value === 'en';
  const figures = [['rows', checked.rows], ['accepted', checked.accepted], ['refused', checked.refused], ['repeated', checked.repeated], ['totals', checked.totals], ['unlocated', checked.unlocated], ['located_by_name', checked.located_by_name], ['skipped', checked.skipped]] as const;
  const refusals = checked.refusals ?? [];
  return (
    <>
      <dl class="facts">{figures.filter(([name, n]) => n > 0 || name === 'refused').map(([name, n]) => <Fact key={name} word={w(`figure.${name}`)} value={count(n)} />)}</dl>
      <section aria-labelledby="refused">
        <h3 id="refused">{w('refused.title', { n: count(checked.refused) })}</h3>
        {checked.refused === 0 ? <p>{w('refused.none')}</p> : (
          <>
            <p><a class="button" href={importAt(look.id, '/refused.csv')} download>{w('refused.download')}</a></p>
            <div class="scroll" tabIndex={0} role="region" aria-label={w('refused.table')}>
              <table class="list">
                <caption class="unseen">{w('refused.table')}</caption>
                <thead><tr><th scope="col">{w('file')}</th><th scope="col" class="number">{w('line')}</th><th scope="col">{w('column')}</th><th scope="col">{w('value')}</th><th scope="col">{w('expected')}</th></tr></thead>
                <tbody>
                  {refusals.map((one, i) => (
                    <tr key={i}><td lang="zh-CN">{one.file}</td><td class="number">{one.line}</td><td lang="zh-CN">{fieldWord(one.field)}</td><td lang="zh-CN">{one.value === '' ? w('empty') : one.value}</td><td class="why">{english ? one.expected : one.expected_zh}</td></tr>
                  ))}
                </tbody>
              </table>
            </div>
            {checked.refused > refusals.length && <p class="tally">{w('refused.more', { n: count(checked.refused - refusals.length) })}</p>}
          </>
        )}
      </section>
      {(checked.notices ?? []).length > 0 && (
        <section aria-labelledby="notices">
          <h3 id="notices">{w('notices')}</h3>
          <ul class="plain">{(checked.notices ?? []).map((one, i) => <li key={i}>{english ? one.en : one.zh}</li>)}</ul>
        </section>
      )}
      <section aria-labelledby="found">
        <h3 id="found">{w('found.title')}</h3>
        {(checked.findings ?? []).length === 0 ? <p>{w('found.none')}</p> : <p class="lead">{w('found.lead')}</p>}
        {(checked.findings ?? []).map((finding) => (
          <details key={finding.code}>
            <summary>{english ? finding.en : finding.zh}{w('found.count', { n: count(finding.count) })}</summary>
            <FoundTable rows={finding.rows ?? []} label={english ? finding.en : finding.zh} />
            {finding.count > (finding.rows ?? []).length && <p class="tally">{w('refused.more', { n: count(finding.count - (finding.rows ?? []).length) })}</p>}
          </details>
        ))}
      </section>
    </>
  );
}
