// One place that is moved: dragged on the map, or by the arrow keys on its mark.
import { Marker } from 'maplibre-gl';
import { positionOf, type AreaFeature, type SettlementFeature } from '../api/records';
import { areasContent, emptyContent, settlementsContent } from './content';
import { open, type Options } from './engine';

export interface Placing {
  /** Puts the mark somewhere else. */
  put(at: [number, number]): void;
  close(): void;
}

/** A step of an arrow key, in degrees of latitude: about ten metres. */
const STEP = 0.0001;

/** Opens a map around a place with a mark that can be moved; moved is told where it was put down. Throws where the browser has no WebGL 2. */
export async function openPlacing(node: HTMLElement, on: { areas: readonly AreaFeature[]; villages: readonly SettlementFeature[] }, at: [number, number], label: string, options: Pick<Options, 'locale' | 'cooperative' | 'still'>, moved: (at: [number, number]) => void): Promise<Placing> {
  const content = { ...emptyContent(), ...areasContent(on.areas, ''), ...settlementsContent(on.villages.filter((one) => positionOf(one) !== null), new Map()) };
  const around = 0.02;
  const engine = await open(node, content, { ...options, bounds: [at[0] - around, at[1] - around, at[0] + around, at[1] + around], exact: true, pick: () => undefined, hover: () => undefined, leave: () => undefined, moved: () => undefined });
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'placing-mark';
  element.setAttribute('aria-label', label);
  const marker = new Marker({ element, draggable: true }).setLngLat(at).addTo(engine.map);
  // MapLibre names its markers and their role for maps without such a button.
  element.setAttribute('aria-label', label);
  element.removeAttribute('role');
  const tell = (): void => {
    const { lng, lat } = marker.getLngLat();
    moved([Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
  };
  marker.on('dragend', tell);
  element.addEventListener('keydown', (event) => {
    const [dx, dy] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key] ?? [0, 0];
    if (dx === 0 && dy === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const { lng, lat } = marker.getLngLat();
    marker.setLngLat([lng + (dx ?? 0), lat + (dy ?? 0)]);
    tell();
  });
  return {
    put: (to) => {
      marker.setLngLat(to);
      engine.goTo(to);
    },
    close: () => {
      marker.remove();
      engine.close();
    },
  };
}
