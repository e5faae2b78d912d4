import { useSignal } from '@preact/signals';
import { t } from '../i18n/i18n';

/** Puts a text where it can be pasted from, and says whether that worked. */
export function Copy({ text, label = t('copy') }: { text: string; label?: string }) {
  const said = useSignal('');
  const copy = async (): Promise<void> => {
    said.value = '';
    said.value = (await taken(text)) ? t('copied') : t('copy.failed');
  };
  return (
    <span class="copy">
      <button type="button" class="button" onClick={() => void copy()}>{label}</button>
      <span class="copy-said" role="status">{said.value}</span>
    </span>
  );
}

// The clipboard is given to secure contexts alone; over plain http in the office the old way still works.
async function taken(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'unseen';
    document.body.append(field);
    field.select();
    try {
      return document.execCommand('copy');
    } finally {
      field.remove();
    }
  }
}
