import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Board } from '../api/records';
import { tb, type BoardKey } from '../i18n/board';
import { t } from '../i18n/i18n';
import { count, day, decimal, length } from '../i18n/numbers';
import { term } from '../i18n/terms';
import { Fact } from '../ui/Fact';
import type { Model } from './model';

/** What a figure is made of. */
export type Figure = 'reach' | 'people' | 'service' | 'gaps' | 'share' | 'plan' | 'trend';

const FORMULAS: Record<Figure, BoardKey> = {
  reach: 'how.reach', people: 'how.people', service: 'how.service', gaps: 'how.gaps', share: 'how.share', plan: 'how.plan', trend: 'how.trend',
};

/** A button beside a figure that says how it is made: formula, standard with source and validity, data, roads. */
export function How({ model, board, of }: { model: Model; board: Board; of: Figure }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // What nobody has asked for is not made.
  const asked = useSignal(false);
  useLayoutEffect(() => {
    if (asked.value && dialog.current?.open === false) dialog.current.showModal();
  }, [asked.value]);
  return (
    <>
      <button type="button" class="how" aria-haspopup="dialog" onClick={() => (asked.value = true)}>{tb('board.how')}</button>
      {asked.value && <dialog ref={dialog} class="how-dialog" aria-label={tb('board.how')} onClose={() => (asked.value = false)}><Made model={model} board={board} of={of} /></dialog>}
    </>
  );
}

function Made({ model, board, of }: { model: Model; board: Board; of: Figure }) {
  const rule = board.standard;
  const limit = typeof rule.limit_m === 'number' ? length(rule.limit_m) : t('minutes', { n: decimal((rule.limit_s ?? 0) / 60, 0) });
  const info = model.info.state.value.value;
  const valid = rule.valid_from === undefined && rule.valid_to === undefined ? tb('how.no_validity') : `${rule.valid_from ?? '…'} – ${rule.valid_to ?? '…'}`;
  return (
    <>
      <h2>{tb('board.how')}</h2>
      <p>{tb(FORMULAS[of], { limit, offers: (rule.offers ?? []).map((offer) => term('offer', offer)).join(t('list.separator')), kinds: (rule.kinds ?? []).map((kind) => term('kind', kind)).join(t('list.separator')) })}</p>
      {(of === 'plan' || of === 'gaps') && board.plans_not_looked_at > 0 && <p>{tb('how.plans_not_looked_at', { n: count(board.plans_not_looked_at) })}</p>}
      <dl class="facts">
        <Fact word={tb('board.standard')} value={`${t('standard.name', { zh: rule.name_zh, en: rule.name_en })}${rule.verified ? '' : t('how.unverified')}`} />
        <Fact word={t('method.source')} value={[rule.source, rule.clause].filter(Boolean).join(' ')} />
        <Fact word={tb('how.validity')} value={valid} />
        <Fact word={t('method.date')} value={day(board.date)} />
        <Fact word={t('method.revision')} value={count(board.revision)} />
        <Fact word={t('method.travel')} value={board.travel.method === 'straight' ? t('method.straight', { factor: decimal(board.travel.detour_factor ?? null) }) : term('travel', board.travel.method)} />
        <Fact word={tb('how.network')} value={board.travel.network === undefined ? tb('how.no_network') : `${board.travel.network}${board.travel.profile === undefined ? '' : ` · ${board.travel.profile}`}`} />
        <Fact word={tb('board.operator')} value={board.operator === undefined ? tb('board.all_operators') : term('operator', board.operator)} />
        {info !== null && <Fact word={t('method.program')} value={`${info.program_version} · ${info.store.name}`} />}
      </dl>
      <form method="dialog"><button class="button">{t('inspector.close')}</button></form>
    </>
  );
}
