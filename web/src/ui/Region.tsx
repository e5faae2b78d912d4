import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n';
import { detailTag, reasonOf, type Reason as Why } from '../i18n/problems';
import type { Resource } from '../api/resource';

/** Shows what a resource holds once it is there; before that a skeleton, and after a failure the reason and a way on. */
export function Region<T>({ of, lines = 4, children }: { of: Pick<Resource<T>, 'state' | 'retry'>; lines?: number; children: (value: T) => ComponentChildren }) {
  const { value, loading, error } = of.state.value;
  if (error !== null) return <Failure error={error} retry={of.retry} />;
  if (value !== null) return <div class={loading ? 'stale' : undefined}>{children(value)}</div>;
  return loading ? <Skeleton lines={lines} /> : null;
}

/** Why something is missing and a button to ask again. What was done with no luck has a title of its own. */
export function Failure({ error, retry, title = t('error.title') }: { error: Error; retry: () => void; title?: string }) {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{title}</strong> <Reason of={reasonOf(error)} />
      </p>
      <button type="button" class="button" onClick={retry}>
        {t('error.retry')}
      </button>
    </div>
  );
}

/** Why something did not work, in the language shown, and the program's own sentence below. */
export function Reason({ of: { words, detail } }: { of: Why }) {
  return (
    <>
      {words}
      {detail !== '' && <span class="under" lang={detailTag()}>{detail}</span>}
    </>
  );
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
