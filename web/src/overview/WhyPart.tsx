import { useSignal } from '@preact/signals';
import { RequestError } from '../api/client';
import type { Why } from '../api/records';
import { language, t } from '../i18n/i18n';
import { count } from '../i18n/numbers';
import { Region } from '../ui/Region';
import type { Model } from './model';
import { firstRows, MORE_ROWS } from '../ui/rows';

/** Why a siting plan is as it is: what each site brings and what could stand in its place, what stays uncovered and why, and limits that cannot hold together. */
export function WhyPart({ model }: { model: Model }) {
  const { error } = model.why.state.value;
  return (
    <section class="why">
      <h2>{t('why.title')}</h2>
      {error instanceof RequestError && error.status === 409 ? <p class="notice notice-stale">{t('why.changed')}</p> : <Region of={model.why} lines={3}>{(why) => <Reasons model={model} why={why} />}</Region>}
    </section>
  );
}

function Reasons({ model, why }: { model: Model; why: Why }) {
  return (
    <>
      <p class="tally">{t('why.about')}</p>
      {why.conflict !== undefined && <p class="notice">{why.conflict.sentence[language.value]}</p>}
      <Sentences title={t('why.sites', { n: count(why.sites.length) })} items={why.sites.map((one) => ({ id: one.site, said: one.sentence[language.value], go: () => model.go({ selection: { kind: 'site', id: one.site }, after: true }) }))} />
      <Sentences title={t('why.uncovered', { n: count(why.uncovered.length) })} items={why.uncovered.map((one) => ({ id: one.settlement, said: one.sentence[language.value], go: () => model.go({ selection: { kind: 'settlement', id: one.settlement } }) }))} />
    </>
  );
}

function Sentences({ title, items }: { title: string; items: { id: string; said: string; go: () => void }[] }) {
  const limit = useSignal(firstRows());
  if (items.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul class="plain">
        {items.slice(0, limit.value).map((item) => (
          <li key={item.id}>{item.said} <button type="button" class="rowbutton" aria-label={t('why.look_at', { said: item.said.slice(0, 40) })} onClick={item.go}>{t('why.look')}</button></li>
        ))}
      </ul>
      {items.length > limit.value && <button type="button" class="button more" onClick={() => (limit.value += MORE_ROWS)}>{t('more', { n: count(items.length - limit.value) })}</button>}
    </details>
  );
}

/** Of one site or one settlement that the plan leaves uncovered: the same sentence; nothing where there is none. */
export function WhyOf({ model, id }: { model: Model; id: string }) {
  const why = model.why.state.value.value;
  const said = why === null ? undefined : (why.sites.find((one) => one.site === id) ?? why.uncovered.find((one) => one.settlement === id))?.sentence[language.value];
  return said === undefined ? null : <p class="why-sentence">{said}</p>;
}
