import { useSignalEffect } from '@preact/signals';
import { tag } from '../i18n/language';
import { Bar } from '../ui/Bar';
import type { BoundView } from './view';
import { w } from './words';

/** The page as a whole. */
export function Help({ bound }: { bound: BoundView }) {
  useSignalEffect(() => {
    document.documentElement.lang = tag();
    document.title = w('help.title');
  });
  return (
    <>
      <Bar here="help" area={bound.view.value.area} speak={bound.speak} />
      <main class="whole">
        <h1>{w('help.title')}</h1>
      </main>
    </>
  );
}
