// Editing as the workspace knows it: the editor of the scenario on show, the form that is open, and what the changes do.
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { positionOf, reachOf, type Audit, type Effect, type Effects, type Reach } from '../../api/records';
import { resource, type Resource } from '../../api/resource';
import type { Model as Workspace } from '../model';
import { NO_PLAN } from '../view';
import { facilityChange, freshID, problemsOf, roadChange, type Draft, type Ground, type Problem } from './draft';
import { openEditor, type Editor } from './editor';
import { adding, canon, dependents, removing, replacing, type ChangeSet, type Label, type List } from './history';
import { tell, type Premises, type Told } from './told';
import type { Position, Village } from './snap';

/** What the workspace knows without its editing. */
export type Records = Omit<Workspace, 'editing'>;

/** What the step that made a version brought: villages and people more, or fewer, within the standard than before it. People are null where a count is not known. */
export interface Gain {
  villages: number;
  people: number | null;
}

export interface Editing {
  editor: Editor;
  /** True while the map takes places for changes. */
  on: Signal<boolean>;
  /** The form that is open; null for none. */
  draft: Signal<Draft | null>;
  /** A form waits for premises to be picked on the map: those that take others in. */
  awaiting: Signal<boolean>;
  /** What was done last, for who cannot see it. */
  said: Signal<string>;
  told: ReadonlySignal<Told[]>;
  /** True where the changes here are any. */
  changed: ReadonlySignal<boolean>;
  /** All premises as they stand with the changes, by ID. */
  now: ReadonlySignal<Map<string, Premises>>;
  /** Villages with a position. */
  villages: ReadonlySignal<Village[]>;
  /** What a change brought when it was made, by what it says; only where both states were reckoned. */
  gains: ReadonlySignal<ReadonlyMap<string, Gain>>;
  /** Who serves each village in the present state, by code; asked for once needReach was called. */
  reach: Resource<Map<string, Reach>>;
  needReach(): void;
  /** What the saved changes make of villages, by code; those that stay as they are are not in it. */
  effectOf: ReadonlySignal<ReadonlyMap<string, Effect>>;
  ground(draft: Draft): Ground;
  problems(draft: Draft): Problem[];
  /** Makes the change of a form; false where it does not fit the list any more. */
  commit(draft: Draft): boolean;
  /** Takes changes away, and with them those that stand on them; how many there were. */
  remove(list: List, at: number, label: Label): number;
  clear(label: Label): void;
  freshID(settlement: string): string;
}

/** Opens editing on a workspace. */
export function openEditing(model: Records, keep: Storage): Editing {
  const plain = openEditor(model, keep);
  // A plan on show was made of other changes than those that stand after a step; they are shown in its place.
  const seen = <T>(turn: () => T): T => {
    if (model.planID.peek() !== '') model.go({ plan: NO_PLAN });
    return turn();
  };
  const editor: Editor = { ...plain, make: (step) => seen(() => plain.make(step)), undo: () => seen(plain.undo), redo: () => seen(plain.redo) };
  const told = computed(() => tell(editor.changes.value, model.facilityByID.value, model.settlementByCode.value));
  const villages = computed(() => [...model.settlementByCode.value.values()].flatMap((one): Village[] => {
    const at = positionOf(one);
    return at === null ? [] : [{ code: one.properties.code, name: one.properties.name, at }];
  }));
  const place = (code: string): Position | null => {
    const found = model.settlementByCode.peek().get(code);
    return found === undefined ? null : positionOf(found);
  };
  // A form of a change that is edited is checked against what those before it made.
  const before = (draft: Draft): Premises | null => {
    if (draft.facility === '') return null;
    const earlier: ChangeSet = draft.at === null ? editor.changes.peek() : { facilities: (editor.changes.peek().facilities ?? []).slice(0, draft.at) };
    return tell(earlier, model.facilityByID.peek(), model.settlementByCode.peek()).now.get(draft.facility) ?? null;
  };
  const ground = (draft: Draft): Ground => ({ premises: before(draft), located: (code) => place(code) !== null, place });
  const needed = signal(false);
  const audit = (): Audit | null => (needed.value ? model.baseline.state.value.value : null);
  return {
    editor, villages,
    reach: resource(
      () => (audit() === null ? null : JSON.stringify([audit()?.area, audit()?.standard, audit()?.travel, audit()?.date])),
      (_, abort) => reachOf(model.baseline.state.peek().value as Audit, abort),
    ),
    needReach: () => void (needed.value = true),
    effectOf: computed(() => new Map((model.scenario.value === null ? [] : model.effects.state.value.value?.items ?? []).map((one) => [one.code, one]))),
    on: signal(false), draft: signal(null), awaiting: signal(false), said: signal(''),
    told: computed(() => told.value.told),
    changed: computed(() => Object.keys(editor.changes.value).length > 0),
    now: computed(() => told.value.now),
    gains: gainsOf(model, editor),
    ground,
    problems: (draft) => problemsOf(draft, ground(draft)),
    commit(draft) {
      const changes = editor.changes.peek();
      const road = draft.does.startsWith('road_');
      const list: List = road ? 'roads' : 'facilities';
      const premises = before(draft);
      const change = road ? roadChange(draft, ground(draft)) : facilityChange(draft, premises);
      const label: Label = { does: draft.at === null ? draft.does : 'edit', place: draft.name.trim() || premises?.name || draft.road || '' };
      return editor.make(draft.at === null ? adding(changes, list, label, change) : replacing(changes, list, draft.at, label, change));
    },
    remove(list, at, label) {
      const changes = editor.changes.peek();
      const many = 1 + dependents(changes, list, at).length;
      return editor.make(removing(changes, list, at, label)) ? many : 0;
    },
    clear(label) {
      const changes = editor.changes.peek();
      const ops = (['facilities', 'roads'] as const).flatMap((list) => (changes[list] ?? []).map((change, at) => ({ list, at, out: change, in: null })).reverse());
      editor.make({ label, ops });
    },
    freshID: (settlement) => freshID(settlement, (id) => told.peek().now.has(id)),
  };
}

// gainsOf notes what each step brought: the figures of its version against those of the version before it.
function gainsOf(model: Records, editor: Editor): ReadonlySignal<ReadonlyMap<string, Gain>> {
  const gains = signal<ReadonlyMap<string, Gain>>(new Map());
  let last: { scenario: string; version: number; covered: Covered; value: Effects | null } | null = null;
  effect(() => {
    const scenario = model.scenario.value;
    const baseline = model.baseline.state.value;
    const { value, loading } = model.effects.state.value;
    if (scenario === null || loading || baseline.loading || baseline.value === null) return;
    const changed = (scenario.changes?.facilities ?? []).length + (scenario.changes?.roads ?? []).length > 0;
    // The figures of the version before may still be there when the version is not any more.
    if (changed && (value?.scenario !== scenario.id || (last !== null && value === last.value && last.version !== scenario.version))) return;
    const covered: Covered = changed && value !== null ? value.after : baseline.value;
    const step = editor.written.peek();
    if (last !== null && last.scenario === scenario.id && last.version === scenario.version - 1 && step?.version === scenario.version && step.ops.length === 1 && step.ops[0]?.in !== null && step.ops[0]?.out === null) {
      const [was, now] = [last.covered, covered];
      const people = was.covered_population === null || now.covered_population === null ? null : now.covered_population - was.covered_population;
      gains.value = new Map(gains.peek()).set(canon(step.ops[0]?.in), { villages: now.covered_settlements - was.covered_settlements, people });
    }
    if (last?.scenario !== scenario.id || last.version !== scenario.version) last = { scenario: scenario.id, version: scenario.version, covered, value: changed ? value : null };
  });
  return gains;
}

type Covered = Pick<Effects['after'], 'covered_settlements' | 'covered_population'>;
