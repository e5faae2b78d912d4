// The courier's page without its looks: the run, what was noted, and how both come together with the program.
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { language, type Language } from '../i18n/language';
import { program, Refusal, type Program, type Session } from './ask';
import { APPS, type App } from './links';
import { offline, type Offline } from './offline';
import { flush, HOLD, held, takeBack, unsent } from './outbox';
import { eventFile, stranded as strandedOf } from './eventfile';
import { position, type Position } from './position';
import { dayOf, openStops, stopsOf, type Draft, type Note, type RunHead, type StopView } from './run';
import type { KeptRun, Store } from './store';
import { keep as keepFile } from '../ui/csv';
import { t } from './words';

/** Between a failed try and the next, in milliseconds, growing; and between looks at a run that is in sync. */
const WAITS = [3_000, 6_000, 12_000, 30_000, 60_000];
const LOOK = 120_000;
/** A clock that is off by more than this is told to the courier and to the office. */
const CLOCK_OFF = 60_000;
/** How long who is logged in is taken for known, and a run is kept. */
const SESSION = 600_000;
const DAYS_KEPT = 7;
/** A position that is older than this says nothing about a stop. */
const FRESH = 120_000;

export type Line = 'asking' | 'on' | 'off' | 'busy' | 'login' | 'failed';

export interface Model {
  readonly store: Store;
  readonly kept: Signal<KeptRun | null>;
  /** What stands in the way of a run: nothing yet, none chosen, none on this phone and no network. */
  readonly view: Signal<'opening' | 'choose' | 'login' | 'run'>;
  readonly session: Signal<Session | null>;
  readonly day: Signal<string>;
  readonly runs: Signal<RunHead[] | null>;
  readonly runsProblem: Signal<string | null>;
  readonly notes: Signal<Note[]>;
  /** Notes that the program does not take from this phone now. They are kept, tried again, and may be saved as a file for the office. */
  readonly stranded: ReadonlySignal<Note[]>;
  readonly stops: ReadonlySignal<StopView[]>;
  readonly chosen: Signal<string | null>;
  readonly next: ReadonlySignal<StopView | null>;
  readonly line: Signal<Line>;
  readonly lineProblem: Signal<string>;
  /** Milliseconds by which the clock of the phone is ahead; null where that is not known or does not matter. */
  readonly ahead: Signal<number | null>;
  readonly undo: Signal<Note | null>;
  readonly now: Signal<number>;
  readonly said: Signal<string>;
  /** Why a note could not be kept on the phone; empty: all were. */
  readonly unkept: Signal<string>;
  readonly offline: Offline;
  readonly position: Position;
  readonly app: Signal<App | null>;
  readonly persisted: Signal<string>;
  choose(run: string): Promise<void>;
  list(day: string): Promise<void>;
  leave(): void;
  /** The page was opened by the link of a day, whose PIN the courier knows. */
  readonly linked: Signal<boolean>;
  login(name: string, password: string): Promise<string | null>;
  open(pin: string): Promise<string | null>;
  note(draft: Pick<Draft, 'kind' | 'stop' | 'reason' | 'note' | 'until' | 'parcels_down' | 'parcels_up'>, what: string): Promise<void>;
  takeBack(): Promise<void>;
  sync(): Promise<void>;
  forgetRefused(seq: number): Promise<void>;
  saveStranded(): void;
  useApp(app: App): void;
  speak(to: Language): void;
}


export async function openModel(store: Store, target: Window): Promise<Model> {
  const device = await deviceOf(store);
  const ahead = signal<number | null>(null);
  const ask: Program = program(device, (ms) => (ahead.value = Math.abs(ms) > CLOCK_OFF ? ms : null));
  const search = new URLSearchParams(target.location.search);
  const spoken = search.get('lang') ?? (await store.setting('language'));
  language.value = spoken === 'en' ? 'en' : 'zh';

  // Browsers send what stands behind the # to nobody.
  const secret = target.location.hash.slice(1);
  const linked = signal(secret !== '');

  const kept = signal<KeptRun | null>(null);
  const notes = signal<Note[]>(await store.notes());
  const stops = computed(() => (kept.value === null ? [] : stopsOf(kept.value.run, notes.value, device)));
  const chosen = signal<string | null>(null);
  const next = computed(() => stops.value.find((s) => s.stop.stop === chosen.value && !s.stop.reload) ?? openStops(stops.value)[0] ?? null);
  const view = signal<'opening' | 'choose' | 'login' | 'run'>('opening');
  const session = signal<Session | null>(null);
  const day = signal(dayOf(Date.now()));
  const runs = signal<RunHead[] | null>(null);
  const runsProblem = signal<string | null>(null);
  const line = signal<Line>('asking');
  const lineProblem = signal('');
  const undo = signal<Note | null>(null);
  const now = signal(Date.now());
  const barred = signal<ReadonlySet<string>>(new Set());
  const stranded = computed(() => strandedOf(notes.value, barred.value, now.value));
  const said = signal('');
  const unkept = signal('');
  const persisted = signal((await store.setting('persist')) ?? '');
  const stored = await store.setting('app');
  const app = signal<App | null>(APPS.find((one) => one === stored) ?? null);
  const away = offline(target);
  const where = position(target);
  const others = 'BroadcastChannel' in target ? new BroadcastChannel('cuntong-courier') : null;

  let failures = 0;
  let sessionAt = 0;
  let timer = 0;
  let busy = false;
  let again = false;

  const reread = async (): Promise<void> => {
    const all = await store.notes();
    batch(() => {
      notes.value = all;
      now.value = Date.now();
      undo.value = all.filter((n) => n.run === kept.value?.id && held(n, now.value)).at(-1) ?? null;
    });
  };
  const changed = async (): Promise<void> => {
    await reread();
    others?.postMessage('changed');
  };

  /** Notes that the run itself now tells are forgotten; so are those of other runs that the program has. */
  const tidy = async (): Promise<void> => {
    const known = new Set((kept.value?.run.events ?? []).map((e) => e.id));
    for (const note of await store.notes()) {
      const over = note.run === kept.value?.id ? known.has(note.keptAs ?? note.draft.id) : true;
      if (note.state === 'sent' && over) await store.change(note.seq, () => undefined);
    }
    if (unsent(await store.notes()).length === 0) await store.forgetRuns(dayOf(Date.now() - DAYS_KEPT * 86_400_000));
  };

  const keep = async (id: string): Promise<void> => {
    const run = await ask.run(id);
    const before = await store.run(id);
    let next: KeptRun = { id, run, ...(before?.way === undefined ? {} : { way: before.way }), readAt: Date.now() };
    const show = async (): Promise<void> => {
      await store.keepRun(next);
      if (kept.peek()?.id === id) kept.value = next;
    };
    await show();
    // The run comes first: a map with straight lines is better than a late list.
    if (next.way?.version !== run.version) {
      const way = await ask.way(id).catch(() => undefined);
      if (way !== undefined) {
        next = { ...next, way };
        await show();
      }
    }
    away.stock();
  };

  const refused = (cause: unknown): void => {
    const status = cause instanceof Refusal ? cause.status : -1;
    lineProblem.value = cause instanceof Error ? cause.message : String(cause);
    line.value = status === 0 ? 'off' : status === 401 || status === 403 ? 'login' : status === 429 || status >= 500 ? 'busy' : 'failed';
  };

  /** One round: who we are, what is waiting, and the run as the program knows it now. */
  const round = async (): Promise<void> => {
    try {
      if (session.value === null || line.value !== 'on' || Date.now() - sessionAt > SESSION) {
        session.value = await ask.session();
        sessionAt = Date.now();
      }
      if (session.value.login_required && (session.value.may ?? []).length === 0) {
        barred.value = new Set(notes.value.map((n) => n.run));
        line.value = 'login';
        if (kept.value === null) view.value = 'login';
        return;
      }
      const result = await flush(store, ask.send, Date.now);
      await changed();
      lineProblem.value = result.kind === 'failed' ? result.why : '';
      if (result.kind === 'later') {
        line.value = result.why === 'offline' ? 'off' : 'busy';
        return;
      }
      barred.value = result.barred;
      if (kept.value !== null) await keep(kept.value.id);
      await tidy();
      line.value = result.kind === 'done' ? 'on' : result.kind;
    } catch (cause) {
      refused(cause);
    } finally {
      await changed();
    }
  };

  /** Rounds one after another: one that is asked for while another runs comes right behind it. Of several pages on one phone one sends at a time. */
  const sync = async (): Promise<void> => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    target.clearTimeout(timer);
    try {
      do {
        again = false;
        if ('locks' in target.navigator) await target.navigator.locks.request('cuntong-courier', round);
        else await round();
      } while (again);
    } finally {
      busy = false;
    }
    failures = line.value === 'on' ? 0 : failures + 1;
    plan();
  };

  /** When the next round is due: when something may be sent, when a failed one is tried again, or when it is time to look. */
  const plan = (): void => {
    target.clearTimeout(timer);
    const heldFor = unsent(notes.value).filter((n) => n.state === 'held').map((n) => n.heldUntil - Date.now());
    const retry = WAITS[Math.min(failures, WAITS.length) - 1] ?? WAITS[0] ?? 3_000;
    const wait = line.value === 'on' ? Math.min(LOOK, ...heldFor) : Math.min(retry, ...heldFor.filter((ms) => ms > 0));
    timer = target.setTimeout(() => void sync(), Math.max(wait, 0) + 50);
  };

  const show = async (id: string): Promise<void> => {
    kept.value = (await store.run(id)) ?? null;
    chosen.value = null;
    if (kept.value === null) return;
    view.value = 'run';
    await store.set('current', id);
    await reread();
  };

  const model: Model = {
    store, kept, view, session, day, runs, runsProblem, notes, stranded, stops, chosen, next, linked, line, lineProblem, ahead, undo, now, said, unkept, offline: away, position: where, app, persisted,
    async choose(id) {
      const address = new URL(target.location.href);
      address.searchParams.set('run', id);
      target.history.replaceState(null, '', address);
      try {
        kept.value = null;
        await keep(id);
      } catch (cause) {
        refused(cause);
        runsProblem.value = cause instanceof Error ? cause.message : String(cause);
      }
      await show(id);
      if (kept.value === null) view.value = line.value === 'login' ? 'login' : 'choose';
      await sync();
      if (kept.value !== null) void askToPersist(); // some browsers ask the courier, who may be long in answering
    },
    async list(date) {
      day.value = date;
      runs.value = null;
      runsProblem.value = null;
      try {
        const found = await ask.runsOf(date);
        if (day.value === date) runs.value = found;
        line.value = 'on';
      } catch (cause) {
        refused(cause);
        runsProblem.value = cause instanceof Error ? cause.message : String(cause);
      }
    },
    leave() {
      view.value = 'choose';
      void model.list(day.value);
    },
    async login(name, password) {
      try {
        session.value = await ask.login(name, password);
      } catch (cause) {
        return loginWords(cause);
      }
      linked.value = false;
      await begin();
      return null;
    },
    async open(pin) {
      try {
        const run = await ask.open(secret, pin);
        await store.set('link', `${mark(secret)} ${run}`);
        session.value = null;
        await model.choose(run);
      } catch (cause) {
        return loginWords(cause);
      }
      return null;
    },
    async note(draft, what) {
      const id = kept.value?.id;
      if (id === undefined) return;
      where.watch();
      const at = Date.now();
      const fix = where.at.value !== null && at - where.at.value.time < FRESH ? where.at.value : null;
      const whole: Draft = { ...draft, id: `${device}-${random(8)}`, at: new Date(at).toISOString(), device };
      if (fix !== null) {
        whole.coordinates = [fix.lon, fix.lat];
        whole.accuracy_m = fix.accuracy;
      }
      if (ahead.value !== null) whole.note = [whole.note, clockSentence(ahead.value)].filter(Boolean).join(' ');
      try {
        await store.add({ run: id, draft: whole, state: 'held', heldUntil: at + HOLD });
        unkept.value = '';
      } catch (cause) {
        unkept.value = cause instanceof Error ? cause.message : String(cause); // no room, say: the courier must know at once
        return;
      }
      chosen.value = null;
      said.value = what;
      await changed();
      plan();
    },
    async takeBack() {
      const last = undo.value;
      if (last === null) return;
      const done = await takeBack(store, last.seq);
      if (done) chosen.value = last.draft.stop ?? null;
      said.value = t(done ? 'undo.done' : 'undo.late');
      await changed();
      plan();
    },
    sync,
    async forgetRefused(seq) {
      await store.change(seq, (was) => (was.state === 'refused' ? undefined : was));
      await changed();
    },
    saveStranded() {
      const saved = stranded.value;
      keepFile(`cuntong-${device}-${dayOf(Date.now())}.json`, eventFile(saved, device), 'application/json');
      said.value = t('stranded.saved');
      const filedAt = Date.now();
      void Promise.all(saved.map(({ seq }) => store.change(seq, (note) => ({ ...note, filedAt })))).then(changed);
    },
    useApp(one) {
      app.value = one;
      void store.set('app', one);
    },
    speak(to) {
      language.value = to;
      void store.set('language', to);
    },
  };

  async function askToPersist(): Promise<void> {
    if (persisted.value !== '' || !('storage' in target.navigator) || target.navigator.storage.persist === undefined) return;
    persisted.value = (await target.navigator.storage.persist()) ? 'granted' : 'refused';
    await store.set('persist', persisted.value);
  }

  /** Opens the run of the address, or the one that was open; without any, the runs of today. */
  async function begin(): Promise<void> {
    // A link that was opened on this phone leads to its run, also without a network; another one asks for its PIN.
    const opened = linked.value ? /^(\S+) (.*)$/.exec((await store.setting('link')) ?? '') : null;
    if (linked.value && opened?.[1] !== mark(secret)) {
      view.value = 'login';
      return;
    }
    const asked = opened?.[2] ?? search.get('run') ?? '';
    const current = (await store.setting('current')) ?? '';
    const last = current === '' ? undefined : await store.run(current);
    const open = unsent(notes.value).some((n) => n.run === current) || last?.run.date === day.value;
    const id = asked !== '' ? asked : open ? current : '';
    if (id !== '') {
      await show(id);
      if (kept.value !== null) {
        void sync();
        return;
      }
      await model.choose(id);
      return;
    }
    void sync();
    await model.list(day.value);
    view.value = line.value === 'login' ? 'login' : 'choose';
  }

  if (others !== null) others.onmessage = () => void reread();
  target.addEventListener('online', () => void sync());
  target.addEventListener('offline', () => (line.value = 'off'));
  target.document.addEventListener('visibilitychange', () => {
    if (target.document.visibilityState === 'visible') void sync();
  });
  target.setInterval(() => {
    if (undo.value !== null) void reread();
  }, 500);
  void begin();
  return model;
}

/** How far the clock of the phone is off, in words; for the courier and, behind each note, for the office. */
export function clockSentence(ahead: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(ahead) / 60_000));
  return t(ahead > 0 ? 'clock.ahead' : 'clock.behind', { n: minutes });
}


async function deviceOf(store: Store): Promise<string> {
  const known = await store.setting('device');
  if (known !== undefined) return known;
  const made = `phone-${random(6)}`;
  await store.set('device', made);
  return made;
}

// Why a login failed, in the words of the page where it has them.
function loginWords(cause: unknown): string {
  const status = cause instanceof Refusal ? cause.status : -1;
  if (status === 0) return t('line.off');
  if (status === 401) return t('login.wrong');
  if (status === 429) return t('login.often');
  return cause instanceof Error ? cause.message : String(cause);
}

// Tells links apart without keeping the secret of one.
function mark(secret: string): string {
  let sum = 0x811c9dc5;
  for (const c of secret) sum = Math.imul(sum ^ (c.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return sum.toString(16);
}

// Not crypto.randomUUID, which browsers keep from pages without a secure connection.
function random(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((b) => b.toString(16).padStart(2, '0')).join('');
}
