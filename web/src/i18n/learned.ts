// For unit tests alone: both languages are loaded before the tests of a file run, so that a test may set the language without waiting.
import { beforeAll } from 'vitest';
import { learn } from './language';

beforeAll(async () => {
  await learn('zh');
  await learn('en');
});
