// How the tiles of a basemap come in, and when that is worth a word.

/** So many tiles in a row that are not there, and none that is, and the address is probably wrong. */
const ABSENT = 4;

/** How tiles come in. */
export interface Coming {
  came: number;
  absent: number;
  failed: number;
}

/** What is to be told of how tiles come in; null: nothing. */
export function complaintOf({ came, absent, failed }: Coming): 'failed' | 'absent' | null {
  if (failed > 0 && failed >= came) return 'failed';
  return came === 0 && absent >= ABSENT ? 'absent' : null;
}
