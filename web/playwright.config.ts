import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// The tests run against the real program with the page built into it: `make build` comes first. Debian's Chromium
// draws the map in software, hence no more than two workers and patient expectations; tests add scenarios, which change no record, and nothing else.
const address = `127.0.0.1:${process.env['E2E_PORT'] ?? '18571'}`;
const closed = `127.0.0.1:${process.env['E2E_CLOSED_PORT'] ?? '18572'}`;
const program = process.env['CUNTONG'] ?? '../bin/cuntong';
// Workers read this file again; only the first reading starts the program and needs a folder for its store.
const folder = (process.env['E2E_FOLDER'] ??= mkdtempSync(join(tmpdir(), 'cuntong-e2e-')));

export default defineConfig({
  testDir: 'e2e',
  testIgnore: 'measure/**',
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  // Once in some hundred tests Chromium hangs when its context is closed, after all was seen. A test that fails twice fails; one that
  // passes the second time is named as flaky at the end.
  retries: process.env['CI'] === undefined ? 0 : 1,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://${address}`,
    browserName: 'chromium',
    locale: 'zh-CN',
    viewport: { width: 1366, height: 768 },
    launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  webServer: [
    {
      command: `${program} demo --addr ${address} --store ${join(folder, 'demo.gpkg')}`,
      url: `http://${address}/readyz`,
      timeout: 300_000,
      reuseExistingServer: false,
    },
    {
      // The same sample with accounts: e2e/account.spec.ts logs in there.
      command: ['root administrator', 'li planner --area 370522 --display-name 李明', 'zhao courier', 'sun viewer']
        .reduce((line, who) => `${line} && echo 'correct horse 9' | ${program} user add ${who.replace(' ', ' --role ')} --password-stdin --store ${join(folder, 'closed.gpkg')}`,
          `${program} demo --exit --store ${join(folder, 'closed.gpkg')}`) + ` && exec ${program} serve --no-worker --addr ${closed} --store ${join(folder, 'closed.gpkg')}`,
      url: `http://${closed}/readyz`,
      timeout: 300_000,
      reuseExistingServer: false,
    },
  ],
});
