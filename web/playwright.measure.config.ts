// Measurements that run on demand (make bench-page) and assert nothing about time.
import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

export default defineConfig({ ...base, testDir: 'e2e/measure', testIgnore: [], workers: 1, fullyParallel: false, timeout: 600_000, ...(process.env['MEASURE_AT'] === undefined ? {} : { webServer: [], use: { ...base.use, baseURL: process.env['MEASURE_AT'] } }) });
