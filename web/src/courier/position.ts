// Where the phone is, if the courier lets the page know. Nothing waits for it.
import { signal, type Signal } from '@preact/signals';

export interface Fix {
  lon: number;
  lat: number;
  accuracy: number; // metres
  time: number; // by the clock of the phone
}

export interface Position {
  readonly at: Signal<Fix | null>;
  /** unasked, on, or why there is none. */
  readonly state: Signal<'unasked' | 'on' | 'refused' | 'unknown' | 'insecure'>;
  /** Begins to follow it; the browser asks the courier the first time. */
  watch(): void;
}

export function position(target: Window): Position {
  const at = signal<Fix | null>(null);
  const state = signal<'unasked' | 'on' | 'refused' | 'unknown' | 'insecure'>(target.isSecureContext ? 'unasked' : 'insecure');
  let watching = false;
  return {
    at,
    state,
    watch() {
      if (watching || !target.isSecureContext || !('geolocation' in target.navigator)) return;
      watching = true;
      target.navigator.geolocation.watchPosition(
        ({ coords, timestamp }) => {
          at.value = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, time: timestamp };
          state.value = 'on';
        },
        (error) => {
          state.value = error.code === error.PERMISSION_DENIED ? 'refused' : 'unknown';
          if (error.code === error.PERMISSION_DENIED) at.value = null;
        },
        { enableHighAccuracy: true, maximumAge: 30_000 },
      );
    },
  };
}
