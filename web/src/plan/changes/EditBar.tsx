import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { LineString, MultiLineString } from 'geojson';
import type { Drawing, Tool } from '../../map/draw';
import { count } from '../../i18n/numbers';
import type { Model } from '../model';
import { NO_PLAN } from '../view';
import { blank, type Draft } from './draft';
import { nameFor } from './ChangeDialog';
import { editable } from './ReadOnly';
import { END_METERS, END_PIXELS, footOf, metersPerPixel, type Foot } from './join';
import { snap, type Position } from './snap';
import { w } from './words';

const TOOLS = [['place', 'edit.place'], ['line', 'edit.line'], ['way', 'edit.way']] as const;

/** The bar over the map that turns editing on and picks a tool. What draws loads with the first press. */
export function EditBar({ model }: { model: Model }) {
  const { editing } = model;
  const { on } = editing;
  const engine = model.engine.value;
  const may = editable(model);
  useEffect(() => {
    if (!may) on.value = false;
  }, [may]);
  useEffect(() => {
    if (!on.value || engine === null) return;
    let drawing: Drawing | null = null;
    let gone = false;
    const stops: (() => void)[] = [];
    void import('../../map/draw').then(({ draw }) => {
      if (gone) return;
      const started = draw(engine.map, toldTo(model));
      drawing = started;
      stops.push(
        effect(() => started.use((editing.awaiting.value ? '' : model.tool.value) as Tool)),
        effect(() => started.hold(model.tool.value === '' && editing.draft.value === null ? handleOf(model) : null)),
      );
    });
    return () => {
      gone = true;
      for (const stop of stops) stop();
      drawing?.close();
      model.tool.value = '';
    };
  }, [on.value, engine]);
  // What is picked on the map while a form waits for it goes into that form.
  useEffect(() => effect(() => {
    const { selection } = model.view.value;
    const draft = editing.draft.peek();
    if (!editing.awaiting.value || draft === null || selection?.kind !== 'facility' || selection.id === draft.facility) return;
    editing.draft.value = { ...draft, into: selection.id };
    editing.awaiting.value = false;
  }), [model]);
  if (!may || engine === null) return null;
  const toggle = (): void => {
    on.value = !on.value;
    // A plan on show was made of other changes than those that are edited.
    if (on.value && model.planID.value !== '') model.go({ plan: NO_PLAN });
  };
  const tool = model.tool.value;
  const told = editing.awaiting.value ? w('edit.awaiting') : !on.value ? '' : tool === 'place' ? w('edit.how_place') : tool === 'line' ? w('edit.how_line') : tool === 'way' ? w('edit.how_way') : w('edit.how');
  return (
    <div class="edit-bar" role="group" aria-label={w('edit.title')}>
      <button type="button" class="button" aria-pressed={on.value} onClick={toggle}>{w('edit.on')}</button>
      {on.value && TOOLS.filter(([id]) => id === 'place' || model.hasRoads.value).map(([id, word]) => (
        <button key={id} type="button" class="button" aria-pressed={tool === id} onClick={() => (model.tool.value = tool === id ? '' : id)}>{w(word)}</button>
      ))}
      {editing.awaiting.value && <button type="button" class="button" onClick={() => (editing.awaiting.value = false)}>{w('edit.back')}</button>}
      <p class="edit-how" role="status">{told}{editing.told.value.length > 0 && on.value && tool === '' ? w('edit.many', { n: count(editing.told.value.length) }) : ''}</p>
    </div>
  );
}

// handleOf is where the premises that are picked stand, to be dragged; null for none that serve.
function handleOf(model: Model): Position | null {
  const { selection } = model.view.value;
  const picked = selection?.kind === 'facility' ? model.editing.now.value.get(selection.id) : undefined;
  return picked?.active === true ? picked.at : null;
}

// toldTo takes what was drawn into the form of the change that it means.
function toldTo(model: Model) {
  const { editing } = model;
  const roads = (): (LineString | MultiLineString)[] => (model.roads.state.peek().value?.features ?? []).flatMap(({ geometry }) => (geometry === null ? [] : [geometry as unknown as MultiLineString]));
  const put = (at: Position): Pick<Draft, 'snapped' | 'location' | 'exact' | 'settlement'> => {
    const snapped = snap(at, editing.villages.peek(), roads());
    return { snapped, location: snapped.to === 'village' ? at : snapped.at, exact: snapped.to !== 'village', settlement: snapped.village?.code ?? '' };
  };
  return {
    placed(at: Position): void {
      const where = put(at);
      model.tool.value = '';
      editing.draft.value = blank('add', { ...where, facility: editing.freshID(where.settlement), name: nameFor(model, where.settlement) });
    },
    dragged(at: Position): void {
      const { selection } = model.view.peek();
      if (selection?.kind === 'facility') editing.draft.value = blank('move', { ...put(at), facility: selection.id, known: true });
    },
    async drawn(line: Position[]): Promise<void> {
      model.tool.value = '';
      const { scenario } = model.view.peek();
      const foot = (at: Position | undefined): Promise<Foot> => (at === undefined ? Promise.resolve(null) : footOf(at, Math.max(END_METERS, END_PIXELS * metersPerPixel(model.inSight.peek()?.zoom ?? 14, at[1])), scenario));
      const [first, last] = await Promise.all([foot(line[0]), foot(line.at(-1))]);
      editing.draft.value = blank('road_add', { line, feet: [first, last] });
    },
    pointed(way: { way: number; name: string } | null): void {
      if (way === null) return void (editing.said.value = w('said.no_road'));
      model.tool.value = '';
      editing.draft.value = blank('road_close', { way: way.way, road: way.name });
    },
    left(): void {
      model.tool.value = '';
    },
  };
}
