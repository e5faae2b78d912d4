// What rows of lists share: they are buttons to the map, and they light up with what the pointer is over.
import type { ReadonlySignal, Signal } from '@preact/signals';
import { same, type Selection } from './selection';

/** How many rows a press on "more" adds to a list. */
export const MORE_ROWS = 200;

/** How many rows a list starts with; on a phone the map follows the list, so the list starts short. */
export function firstRows(): number {
  return matchMedia('(max-width: 899px)').matches ? 8 : 50;
}

/** A page on which something can be picked and pointed at. */
export interface Picking {
  view: ReadonlySignal<{ selection: Selection | null }>;
  hovered: Signal<Selection | null>;
  go(change: { selection: Selection | null }): void;
}

/** Attributes of a table row that stands for something on the map. */
export function rowOf(page: Picking, selection: Selection) {
  return {
    class: `row${same(page.view.value.selection, selection) ? ' row-selected' : ''}${same(page.hovered.value, selection) ? ' row-hovered' : ''}`,
    'data-id': selection.id,
    onClick: () => page.go({ selection }),
    onMouseEnter: () => (page.hovered.value = selection),
    onMouseLeave: () => (page.hovered.value = null),
  };
}
