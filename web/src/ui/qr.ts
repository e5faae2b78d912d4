// QR codes as one path of an SVG, from the modules that uqr works out (ISO/IEC 18004; ported there from Nayuki's generator).
import { encode } from 'uqr';

/** White modules around a code, as the standard asks for. */
const QUIET = 4;

/** A drawing of a QR code: the side in modules, quiet zone included, and the dark ones as an SVG path. */
export interface QR {
  side: number;
  path: string;
}

/** Draws a text as a QR code that survives the loss of 15 % of it. */
export function qr(text: string): QR {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  let path = '';
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      path += `M${from} ${y}h${x + 1 - from}v1H${from}z`;
    }
  });
  return { side: size, path };
}
