// The shapes of map symbols, each drawn once in a box of 24 and used by the map, the legend and the lists. Every
// symbol is a fill with a white ring and a dark outer edge, so that it stands out on any ground; shape says the
// same as colour.

export type Shape = 'hub' | 'station' | 'point' | 'covered' | 'newly' | 'gap' | 'outside' | 'site'
  | 'better' | 'worse' | 'road' | 'roadnew' | 'roadclosed' | 'roadspeed' | 'path' | 'area';

interface Drawing {
  /** Outline of the body. */
  path: string;
  fill: string;
  /** Ring around the body, then the outer edge. */
  ring: string;
  edge: string;
  /** White marks on the body. */
  mark?: string;
}

const STAR = 'M12 2.2 14.9 8.7 22 9.5 16.7 14.2 18.2 21.2 12 17.6 5.8 21.2 7.3 14.2 2 9.5 9.1 8.7Z';
const SQUARE = 'M5 5H19V19H5Z';
const TRIANGLE = 'M12 4 21 20H3Z';
const BAR = 'M2 11.4H22V12.6H2Z';
const SHORT_BARS = 'M1 11H4V13H1ZM7.5 11H10.5V13H7.5ZM14 11H17V13H14ZM20.5 11H23V13H20.5Z';
const LONG_BARS = 'M1 11H10V13H1ZM14.5 11H23V13H14.5Z';
const disc = (radius: number): string => `M${12 - radius} 12a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;

export const COLOURS = {
  hub: '#D55E00', station: '#0072B2', point: '#009E73', gap: '#111111', covered: '#a9dcc6', coveredEdge: '#2e7d66', selected: '#F0E442', outside: '#b9b5ab', name: '#0b4f4a',
  better: '#00594a', worse: '#8a2d00', road: '#8d8473', roadnew: '#0b4f4a', roadclosed: '#B00020', roadspeed: '#6a3d9a', path: '#0072B2',
} as const;

export const SHAPES: Record<Shape, Drawing> = {
  hub: { path: STAR, fill: COLOURS.hub, ring: '#ffffff', edge: '#111111' },
  station: { path: SQUARE, fill: COLOURS.station, ring: '#ffffff', edge: '#111111' },
  point: { path: disc(7), fill: COLOURS.point, ring: '#ffffff', edge: '#111111', mark: disc(2.6) },
  covered: { path: disc(5), fill: COLOURS.covered, ring: COLOURS.coveredEdge, edge: COLOURS.coveredEdge },
  newly: { path: disc(5), fill: COLOURS.covered, ring: '#111111', edge: '#111111' },
  gap: { path: TRIANGLE, fill: COLOURS.gap, ring: '#ffffff', edge: '#111111' },
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
  if (drawing.mark !== undefined) {
    const mark = new Path2D(drawing.mark);
    if (shape === 'point') {
      context.fillStyle = '#ffffff';
      context.fill(mark);
    } else stroke(context, mark, '#ffffff', 2.8);
  }
  return context.getImageData(0, 0, size, size);
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(path);
}
