import type { ComponentChildren } from 'preact';
import { RequestError } from '../api/client';
import { t } from '../i18n/i18n';
import type { Resource } from '../api/resource';

/** Shows what a resource holds once it is there; before that a skeleton, and after a failure the reason and a way on. */
export function Region<T>({ of, lines = 4, children }: { of: Resource<T>; lines?: number; children: (value: T) => ComponentChildren }) {
  const { value, loading, error } = of.state.value;
  if (error !== null) return <Failure error={error} retry={of.retry} />;
  if (value !== null) return <div class={loading ? 'stale' : undefined}>{children(value)}</div>;
  return loading ? <Skeleton lines={lines} /> : null;
}

/** Why something is missing and a button to ask again. */
export function Failure({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{t('error.title')}</strong> {reasonOf(error)}
      </p>
      <button type="button" class="button" onClick={retry}>
        {t('error.retry')}
      </button>
    </div>
  );
}

function reasonOf(error: Error): string {
  if (!(error instanceof RequestError)) return error.message;
  if (error.status === 0) return t('error.connection');
  return error.message === '' ? t('error.status', { status: error.status }) : error.message;
}

/** Grey lines that keep the place of what is loading. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div class="skeleton" role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} />
      ))}
    </div>
  );
}
