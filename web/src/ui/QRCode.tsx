import { useMemo } from 'preact/hooks';
import { qr } from './qr';

/** A QR code of a text, black on white whatever surrounds it, with words for those who cannot see it. */
export function QRCode({ text, label }: { text: string; label: string }) {
  const { side, path } = useMemo(() => qr(text), [text]);
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
