import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { tb } from '../i18n/board';
import { language, t, tag } from '../i18n/i18n';
import { AfterPaint } from '../ui/AfterPaint';
import { Failure, Skeleton } from '../ui/Region';
import { BoardBar } from './BoardBar';
import { BoardFigures } from './BoardFigures';
import { BoardMap } from './BoardMap';
import { GapTable } from './GapTable';
import type { Model } from './model';
import { OnePage } from './OnePage';
import { TownBars } from './TownBars';
import { Trend } from './Trend';

/** The official's page: the sentence, the figures, the gap list, the map, the towns, the trend. It changes nothing. */
export function Dashboard({ model }: { model: Model }) {
  const list = useRef<HTMLElement>(null);
  const { value: board, loading, error } = model.board.state.value;
  const info = model.info.state.value.value;
  useSignalEffect(() => {
    document.documentElement.lang = tag();
    const name = model.board.state.value.value?.area_name ?? '';
    document.title = name === '' ? t('nav.dashboard') : tb('board.title', { name });
  });
  return (
    <>
      <a class="skip" href="#gaps">{t('skip.lists')}</a>
      <a class="skip" href="#map">{t('skip.map')}</a>
      <BoardBar model={model} />
      <main class={loading && board !== null ? 'stale' : undefined} aria-busy={loading}>
        <div class="headline">
          <h1>{board?.sentence[language.value] ?? <span class="unseen">{t('nav.dashboard')}</span>}</h1>
          {error !== null && <Failure error={error} retry={model.board.retry} />}
          {board === null && error === null && <Skeleton lines={1} />}
          {info?.sample === true && <p class="notice">{language.value === 'zh' ? info.notice_zh : info.notice_en}</p>}
        </div>
        {board === null && error === null && <div class="board"><Skeleton lines={8} /></div>}
        {board !== null && (
          <div class="board">
            <BoardFigures model={model} board={board} />
            <div class="board-columns">
              <section class="board-list" id="gaps" ref={list} tabIndex={-1} aria-label={tb('board.list')}>
                <GapTable model={model} board={board} />
              </section>
              <section class="board-map" id="map" tabIndex={-1} aria-label={t('region.map')}>
                <BoardMap model={model} board={board} leave={() => list.current?.focus()} />
              </section>
            </div>
            <AfterPaint>
              <div class="board-columns">
                {board.tier !== 'town' && <TownBars model={model} board={board} />}
                <Trend board={board} />
              </div>
            </AfterPaint>
          </div>
        )}
      </main>
      {board?.tier === 'town' && <OnePage model={model} board={board} />}
    </>
  );
}
