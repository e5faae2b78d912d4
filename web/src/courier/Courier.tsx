import { useEffect } from 'preact/hooks';
import { language, tag } from '../i18n/language';
import { About } from './About';
import { ChooseRun, Login } from './ChooseRun';
import { Head } from './Head';
import { MapPart } from './MapPart';
import type { Model } from './model';
import { NextStop } from './NextStop';
import { Notices } from './Notices';
import { RoadReport } from './RoadReport';
import { StopList } from './StopList';
import { UndoBar } from './UndoBar';
import { t } from './words';

/** The courier's page: the next stop first, then the list; the map when it is asked for. */
export function Courier({ model }: { model: Model }) {
  const view = model.view.value;
  const run = view === 'run' ? model.kept.value?.run : undefined;
  const title = run === undefined ? t('title') : t('title.page', { run: run.vehicle_name });
  useEffect(() => {
    document.documentElement.lang = tag(language.value);
    document.title = title;
  }, [language.value, title]);
  return (
    <>
      <Head model={model} />
      <main class="main" aria-busy={view === 'opening'}>
        <Notices model={model} />
        {view === 'opening' && <p class="card">{t('loading')}</p>}
        {view === 'choose' && <ChooseRun model={model} />}
        {view === 'login' && <Login model={model} />}
        {run !== undefined && (
          <div class="columns">
            <NextStop model={model} />
            <MapPart model={model} />
            <RoadReport model={model} />
            <StopList model={model} />
            <About model={model} />
          </div>
        )}
      </main>
      <UndoBar model={model} />
      <p class="unseen" role="status">{model.said.value}</p>
    </>
  );
}
