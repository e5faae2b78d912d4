import { beforeEach, expect, test } from 'vitest';
import { language } from './i18n';
import { clock, count, fraction, gap, length, meters, points, price, share, span, yuan } from './numbers';

beforeEach(() => {
  language.value = 'zh';
});

test('an unknown figure is written in words, never as zero', () => {
  for (const write of [count, share, length, yuan, price, gap]) {
    expect(write(null)).toBe('未知');
    expect(write(undefined)).toBe('未知');
    expect(write(Number.NaN)).toBe('未知');
  }
  expect(count(0)).toBe('0');
});

test('what is not all is never written 100 %', () => {
  expect(share(0.99996)).toBe('99.9%');
  expect(share(1)).toBe('100%');
});

test('what is not nothing is never written 0 %', () => {
  expect(share(0.00004)).toBe('0.1%');
  expect(share(0)).toBe('0%');
});

test('a share keeps one decimal', () => expect(share(0.62149)).toBe('62.1%'));

test('a fraction of an unknown or an empty whole is unknown', () => {
  expect(fraction(1, 0)).toBeNull();
  expect(fraction(null, 5)).toBeNull();
  expect(fraction(0, 5)).toBe(0);
});

test('lengths change to kilometres at one thousand metres', () => {
  expect(length(999)).toBe('999米');
  expect(length(1000)).toBe('1.0公里');
  language.value = 'en';
  expect(length(2049)).toBe('2.0 km');
});

test('a length read against a limit is written to the metre', () => {
  expect(meters(2049)).toBe('2,049米');
  expect(meters(null)).toBe('未知');
});

test('money is written in ten thousands in Chinese only', () => {
  expect(yuan(9999)).toBe('9,999 元');
  expect(yuan(1234000)).toBe('123.4 万元');
  language.value = 'en';
  expect(yuan(1234000)).toBe('CNY 1,234,000');
});

test('a price keeps two decimals, and so does a distance to a bound, which is never 0 without being it', () => {
  expect(price(1.1312)).toBe('1.13 元');
  expect(gap(0.046494)).toBe('4.65%');
  expect(gap(0.000001)).toBe('0.01%');
  expect(gap(0)).toBe('0.00%');
  expect(gap(null)).toBe('未知');
});

test('a change of share carries its sign', () => {
  expect(points(0.378)).toBe('+37.8 个百分点');
  expect(points(0)).toBe('0.0 个百分点');
});

test('a span of time is said in its two largest units, a time of day in hours and minutes', () => {
  expect([span(0), span(0.2), span(59.4), span(192), span(3600 * 2 + 60 * 5 + 59)]).toEqual(['0秒', '1秒', '59秒', '3分钟12秒', '2小时5分钟']);
  language.value = 'en';
  expect(span(192)).toBe('3 min 12 sec');
  expect(span(null)).toBe('unknown');
  expect([clock(0), clock(8 * 3600 + 305), clock(25 * 3600)]).toEqual(['00:00', '08:05', '25:00']);
});
