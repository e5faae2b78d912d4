// The shapes of map symbols, each drawn once in a box of 24 and used by the map, the legend and the lists. Every
// symbol is a fill with a white ring and a dark outer edge, so that it stands out on any ground; shape says the
// same as colour.

import type { Kind, LinkKind } from '../tiers/network';

/** Premises that a scenario moves: where they go, and where they stood. */
export type MoveKind = `${'hub' | 'station' | 'point'}-${'move' | 'left'}`;

export type Shape = Kind | LinkKind | MoveKind | 'arrow' | 'hub' | 'station' | 'point' | 'covered' | 'newly' | 'gap' | 'lost' | 'candidate' | 'shut' | 'outside' | 'site'
  | 'better' | 'worse' | 'road' | 'roadnew' | 'roadclosed' | 'roadspeed' | 'path' | 'area';

interface Drawing {
  /** Outline of the body. */
  path: string;
  fill: string;
  /** Ring around the body, then the outer edge. */
  ring: string;
  edge: string;
  /** A line in the body's own edge, for what is hollow. */
  outline?: string;
  /** The line is broken. */
  broken?: boolean;
  /** Lines on the body, white unless a colour is named, and a white dot. */
  mark?: string;
  markColour?: string;
  dot?: string;
}

const STAR = 'M12 2.2 14.9 8.7 22 9.5 16.7 14.2 18.2 21.2 12 17.6 5.8 21.2 7.3 14.2 2 9.5 9.1 8.7Z';
const SQUARE = 'M5 5H19V19H5Z';
const TRIANGLE = 'M12 4 21 20H3Z';
const BAR = 'M2 11.4H22V12.6H2Z';
const SHORT_BARS = 'M1 11H4V13H1ZM7.5 11H10.5V13H7.5ZM14 11H17V13H14ZM20.5 11H23V13H20.5Z';
const LONG_BARS = 'M1 11H10V13H1ZM14.5 11H23V13H14.5Z';
const DOT_BARS = 'M1 11H3V13H1ZM5 11H7V13H5ZM9 11H11V13H9ZM13 11H15V13H13ZM17 11H19V13H17ZM21 11H23V13H21Z';
const disc = (radius: number): string => `M${12 - radius} 12a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;

export const COLOURS = {
  hub: '#D55E00', station: '#0072B2', point: '#009E73', gap: '#111111', covered: '#a9dcc6', coveredEdge: '#2e7d66', selected: '#F0E442', outside: '#b9b5ab', name: '#0b4f4a',
  better: '#00594a', worse: '#8a2d00', road: '#8d8473', roadnew: '#0b4f4a', roadclosed: '#B00020', roadspeed: '#6a3d9a', path: '#0072B2',
  serve: '#00795a', feed: '#2b6ea8', direct: '#b34f00', trunk: '#7a2d00', into: '#6a3d9a', closed: '#B00020', arrow: '#111111',
} as const;

// What a plan does with premises: those that are run are full, those that are not are hollow. New: dark ring and plus;
// bigger: arrow up; moved in with others: arrow to the side; closed: cross.
const BODIES = { hub: STAR, station: SQUARE, point: disc(8) };

function premises(tier: keyof typeof BODIES): Record<string, Drawing> {
  const body = { path: BODIES[tier], edge: '#111111' };
  const full = { ...body, fill: COLOURS[tier], ring: '#ffffff' };
  const hollow = { ...body, fill: '#ffffff', ring: '#ffffff', outline: COLOURS[tier] };
  return {
    [`${tier}-keep`]: tier === 'point' ? { ...full, dot: disc(2.6) } : full,
    [`${tier}-add`]: { ...full, ring: '#111111', mark: 'M12 7.6V16.4M7.6 12H16.4' },
    [`${tier}-upgrade`]: { ...full, mark: 'M12 16.6V8.4M8.6 11.6 12 8 15.4 11.6' },
    [`${tier}-merge`]: { ...hollow, mark: 'M7.8 12H15.6M12.4 8.8 15.8 12 12.4 15.2', markColour: '#111111' },
    [`${tier}-move`]: { ...full, ring: '#111111', mark: 'M7.6 12H15.4M12.2 8.8 15.6 12 12.2 15.2' },
    [`${tier}-left`]: { ...hollow, broken: true },
    [`${tier}-close`]: { ...hollow, mark: 'M8.2 8.2 15.8 15.8M15.8 8.2 8.2 15.8', markColour: COLOURS.closed },
  };
}

export const SHAPES: Record<Shape, Drawing> = {
  ...(Object.assign({}, premises('hub'), premises('station'), premises('point')) as Record<Kind | MoveKind, Drawing>),
  arrow: { path: 'M12 2.5 20.5 20.5 12 16.5 3.5 20.5Z', fill: COLOURS.arrow, ring: '#ffffff', edge: '#ffffff' },
  serve: { path: DOT_BARS, fill: COLOURS.serve, ring: COLOURS.serve, edge: '#ffffff' },
  feed: { path: BAR, fill: COLOURS.feed, ring: COLOURS.feed, edge: '#ffffff' },
  direct: { path: SHORT_BARS, fill: COLOURS.direct, ring: COLOURS.direct, edge: '#ffffff' },
  trunk: { path: 'M2 10.2H22V13.8H2Z', fill: COLOURS.trunk, ring: COLOURS.trunk, edge: '#ffffff' },
  into: { path: LONG_BARS, fill: COLOURS.into, ring: COLOURS.into, edge: '#ffffff' },
  hub: { path: STAR, fill: COLOURS.hub, ring: '#ffffff', edge: '#111111' },
  station: { path: SQUARE, fill: COLOURS.station, ring: '#ffffff', edge: '#111111' },
  point: { path: disc(7), fill: COLOURS.point, ring: '#ffffff', edge: '#111111', dot: disc(2.6) },
  covered: { path: disc(5), fill: COLOURS.covered, ring: COLOURS.coveredEdge, edge: COLOURS.coveredEdge },
  newly: { path: disc(5), fill: COLOURS.covered, ring: '#111111', edge: '#111111' },
  gap: { path: TRIANGLE, fill: COLOURS.gap, ring: '#ffffff', edge: '#111111' },
  lost: { path: TRIANGLE, fill: COLOURS.gap, ring: '#ffffff', edge: COLOURS.closed, mark: 'M12 10.4V17M9 14.2 12 17.4 15 14.2' },
  candidate: { path: disc(7), fill: '#ffffff', ring: '#ffffff', edge: '#6b675e', outline: '#00664a', broken: true },
  shut: { path: disc(7), fill: '#ffffff', ring: '#ffffff', edge: '#6b675e', outline: '#6b675e', mark: 'M8.6 8.6 15.4 15.4M15.4 8.6 8.6 15.4', markColour: COLOURS.closed },
  outside: { path: disc(3.5), fill: COLOURS.outside, ring: '#6b675e', edge: '#6b675e' },
  better: { path: disc(8.5), fill: COLOURS.better, ring: '#ffffff', edge: '#111111', mark: 'M12 17V7M8 11 12 7 16 11' },
  worse: { path: disc(8.5), fill: COLOURS.worse, ring: '#ffffff', edge: '#111111', mark: 'M12 7V17M8 13 12 17 16 13' },
  road: { path: BAR, fill: COLOURS.road, ring: COLOURS.road, edge: '#ffffff' },
  roadnew: { path: BAR, fill: COLOURS.roadnew, ring: COLOURS.roadnew, edge: COLOURS.roadnew },
  roadclosed: { path: SHORT_BARS, fill: COLOURS.roadclosed, ring: COLOURS.roadclosed, edge: '#ffffff' },
  roadspeed: { path: LONG_BARS, fill: COLOURS.roadspeed, ring: COLOURS.roadspeed, edge: '#ffffff' },
  path: { path: BAR, fill: COLOURS.path, ring: COLOURS.path, edge: '#ffffff' },
  area: { path: SQUARE, fill: '#a6c8de', ring: COLOURS.path, edge: COLOURS.path },
  site: { path: disc(8), fill: COLOURS.point, ring: '#111111', edge: '#111111', mark: 'M12 7V17M7 12H17' },
};

/** Lengths of strokes and gaps of a broken line. */
export const BROKEN = [3.2, 2.3];

/** Draws a shape as the pixels of a square of the given size, for the map. */
export function paint(shape: Shape, size: number): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (context === null) return new ImageData(size, size);
  const drawing = SHAPES[shape];
  context.scale(size / 28, size / 28);
  context.translate(2, 2);
  context.lineJoin = 'round';
  const path = new Path2D(drawing.path);
  stroke(context, path, drawing.edge, 4.4);
  stroke(context, path, drawing.ring, 2.6);
  context.fillStyle = drawing.fill;
  context.fill(path);
  if (drawing.broken === true) context.setLineDash(BROKEN);
  if (drawing.outline !== undefined) stroke(context, path, drawing.outline, 1.7);
  context.setLineDash([]);
  if (drawing.mark !== undefined) stroke(context, new Path2D(drawing.mark), drawing.markColour ?? '#ffffff', 2.8);
  if (drawing.dot !== undefined) {
    context.fillStyle = '#ffffff';
    context.fill(new Path2D(drawing.dot));
  }
  return context.getImageData(0, 0, size, size);
}

/** Fills of a gap share by class: YlOrBr of ColorBrewer, whose lightness falls from class to class. Dark is worse. */
export const GAP_COLOURS = ['#ffffd4', '#fed98e', '#fe9929', '#d95f0e', '#993404'] as const;

/** Fills of a change by class, from much worse to much better: PuOr of ColorBrewer, which those see too who cannot tell red from green. */
export const CHANGE_COLOURS = ['#e66101', '#fdb863', '#f7f7f7', '#b2abd2', '#5e3c99'] as const;

/** Grey hatching for what no data says, as the pixels of a tile. */
export function hatching(): ImageData {
  const size = 16;
  const pixels = new ImageData(size, size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dark = (x + y) % 8 < 3;
      pixels.data.set(dark ? [0x9a, 0x95, 0x8a, 255] : [255, 255, 255, 255], (y * size + x) * 4);
    }
  }
  return pixels;
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}
