import { address } from '../api/client';
import type { Model } from './model';
import { clockAt } from './run';
import { Speak } from './Speak';
import { t } from './words';

/** Whether the page works without a network, what happens to notes, and what is seldom needed. */
export function About({ model }: { model: Model }) {
  const kept = model.kept.value;
  const state = model.offline.state.value;
  return (
    <section class="card about" aria-labelledby="about">
      <h2 id="about">{t('about')}</h2>
      {state !== 'insecure' && state !== 'failed' && <p data-offline={state}>{state === 'ready' ? t('offline.ready', { time: kept === null ? '' : clockAt(kept.readAt) }) : t(`offline.${state}`)}</p>}
      <p>{t('about.rules')}</p>
      <p>{t('about.conflict')}</p>
      <p>{t('about.clear')}</p>
      {model.persisted.value !== '' && <p>{t(model.persisted.value === 'granted' ? 'kept.granted' : 'kept.refused')}</p>}
      <div class="actions">
        <Speak model={model} />
        <button onClick={() => model.leave()}>{t('about.switch')}</button>
        {kept !== null && <a class="button" href={address('/api/v1/runs/{id}/sheet.html', {}, { id: kept.id })} target="_blank" rel="noopener">{t('about.sheet')}</a>}
      </div>
    </section>
  );
}
