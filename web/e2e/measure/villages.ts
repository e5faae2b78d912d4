// A county of 20,000 villages in 100 towns, the same on every run, loaded into a store and served: larger than any county there is.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TOWNS = 100;
const VILLAGES = 200;
const program = process.env['CUNTONG'] ?? '../bin/cuntong';

/** Serves such a county on a port; stop ends the program. */
export async function serveVillages(port: number): Promise<{ at: string; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'cuntong-villages-'));
  const files = write(folder);
  const store = join(folder, 'villages.gpkg');
  execFileSync(program, ['load', '--store', store, '--datum', 'wgs84', ...files], { stdio: ['ignore', 'ignore', 'inherit'] });
  const served: ChildProcess = spawn(program, ['serve', '--no-worker', '--addr', `127.0.0.1:${port}`, '--store', store], { stdio: 'ignore' });
  const at = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries++) {
    if (await fetch(`${at}/readyz`).then((answer) => answer.ok, () => false)) break;
    await new Promise((wait) => setTimeout(wait, 200));
  }
  return { at, stop: () => void served.kill('SIGTERM') };
}

function write(folder: string): string[] {
  let state = 1;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const box = [[[116, 36], [118, 36], [118, 37.6], [116, 37.6], [116, 36]]];
  const areas: object[] = [{ type: 'Feature', properties: { code: '990199', name: '万村县', tier: 'county', kind: 'county', parent: '' }, geometry: { type: 'MultiPolygon', coordinates: [box] } }];
  const villages = ['code,name,kind,town_code,lon,lat,population,datum'];
  const facilities = ['id,name,tier,operators,offers,status,town_code,settlement_code,lon,lat,opening_cost_yuan,yearly_cost_yuan,datum'];
  for (let town = 0; town < TOWNS; town++) {
    const code = `990199${String(100 + town)}000`;
    const [west, south] = [116 + (town % 10) * 0.2, 36 + Math.floor(town / 10) * 0.16];
    const seat = [west + 0.1, south + 0.08].map((one) => one.toFixed(5));
    areas.push({ type: 'Feature', properties: { code, name: `第${town + 1}镇`, tier: 'town', kind: 'town', parent: '990199', seat_lon: Number(seat[0]), seat_lat: Number(seat[1]) }, geometry: null });
    facilities.push(`S-${town},第${town + 1}镇服务站,station,postal|express,pickup|dropoff,active,${code},,${seat.join()},,20000,wgs84`);
    for (let one = 0; one < VILLAGES; one++) {
      const at = [west + random() * 0.2, south + random() * 0.16].map((side) => side.toFixed(5));
      const village = `990199${String(100 + town)}${String(200 + one)}`;
      villages.push(`${village},第${town + 1}镇第${one + 1}村村民委员会,village,${code},${at.join()},${100 + Math.floor(random() * 900)},wgs84`);
      facilities.push(`P-${village},第${one + 1}村服务点,point,${random() < 0.5 ? 'postal' : 'express'},pickup|dropoff,${random() < 0.15 ? 'active' : 'candidate'},${code},${village},${at.join()},12000,9000,wgs84`);
    }
  }
  const kept: [string, string][] = [['areas.geojson', JSON.stringify({ type: 'FeatureCollection', features: areas })], ['settlements.csv', villages.join('\n')], ['facilities.csv', facilities.join('\n')]];
  return kept.map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
}
