// What rows of lists share: they are buttons to the map, and they light up with what the pointer is over.
import type { Model } from './model';
import type { Selection } from './view';

/** How many rows a press on "more" adds to a list. */
export const MORE_ROWS = 200;

/** How many rows a list starts with; on a phone the map follows the list, so the list starts short. */
export function firstRows(): number {
  return matchMedia('(max-width: 899px)').matches ? 8 : 50;
}

/** Attributes of a table row that stands for something on the map. */
export function rowOf(model: Model, selection: Selection) {
  const is = (other: Selection | null): boolean => other?.kind === selection.kind && other.id === selection.id;
  const selected = is(model.view.value.selection);
  return {
    class: `row${selected ? ' row-selected' : ''}${is(model.hovered.value) ? ' row-hovered' : ''}`,
    'data-id': selection.id,
    onClick: () => model.go({ selection }),
    onMouseEnter: () => (model.hovered.value = selection),
    onMouseLeave: () => (model.hovered.value = null),
  };
}
