// How numbers, lengths, money and days are written, in both languages. Nothing else on the page formats numbers.
// A null figure is unknown and is written in words, never as 0.
import { t, tag } from './i18n';

type Figure = number | null | undefined;

function known(value: Figure): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

// Making a formatter costs a hundred times what using it does; each is made once for a language.
const numbers = new Map<string, Intl.NumberFormat>();
const days = new Map<string, Intl.DateTimeFormat>();

function written(options: Intl.NumberFormatOptions, value: number): string {
  const key = tag() + JSON.stringify(options);
  let format = numbers.get(key);
  if (format === undefined) numbers.set(key, (format = new Intl.NumberFormat(tag(), options)));
  return format.format(value);
}

function dated(options: Intl.DateTimeFormatOptions, at: Date): string {
  const key = tag() + JSON.stringify(options);
  let format = days.get(key);
  if (format === undefined) days.set(key, (format = new Intl.DateTimeFormat(tag(), options)));
  return format.format(at);
}

/** A count with separators. */
export function count(value: Figure): string {
  return known(value) ? written({ maximumFractionDigits: 0 }, value) : t('unknown');
}

/**
 * A fraction as per cent with one decimal. What is not all is never written 100 %, and what is not nothing is
 * never written 0 %.
 */
export function share(value: Figure): string {
  if (!known(value)) return t('unknown');
  let tenths = Math.round(value * 1000);
  if (value < 1) tenths = Math.min(tenths, 999);
  if (value > 0) tenths = Math.max(tenths, 1);
  const digits = tenths === 1000 || tenths === 0 ? 0 : 1;
  return written({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: 1 }, tenths / 1000);
}

/** The fraction part / whole; null where it cannot be known. */
export function fraction(part: Figure, whole: Figure): number | null {
  return known(part) && known(whole) && whole > 0 ? part / whole : null;
}

/** A length in metres, from one kilometre on in kilometres with one decimal. */
export function length(meters: Figure): string {
  if (!known(meters)) return t('unknown');
  const kilometers = meters >= 1000;
  return written({
    style: 'unit',
    unit: kilometers ? 'kilometer' : 'meter',
    unitDisplay: tag() === 'en' ? 'short' : 'long',
    minimumFractionDigits: kilometers ? 1 : 0,
    maximumFractionDigits: kilometers ? 1 : 0,
  }, kilometers ? meters / 1000 : meters);
}

/** A length in whole metres, where it is read against a limit and must not be rounded across it. */
export function meters(value: Figure): string {
  if (!known(value)) return t('unknown');
  return written({ style: 'unit', unit: 'meter', unitDisplay: tag() === 'en' ? 'short' : 'long', maximumFractionDigits: 0 }, value);
}

/** A time in whole minutes, rounded up as limits are read. */
export function minutes(seconds: Figure): string {
  return known(seconds) ? t('minutes', { n: count(Math.ceil(seconds / 60)) }) : t('unknown');
}

/** Whole yuan; in Chinese from ten thousand on in 万元. */
export function yuan(value: Figure): string {
  if (!known(value)) return t('unknown');
  const tenThousands = tag() !== 'en' && Math.abs(value) >= 10000;
  const number = written({ maximumFractionDigits: tenThousands ? 1 : 0 }, tenThousands ? value / 10000 : value);
  return t(tenThousands ? 'money.ten_thousand' : 'money.yuan', { n: number });
}

/** What one thing costs, in yuan with two decimals. */
export function price(value: Figure): string {
  return known(value) ? t('money.yuan', { n: written({ minimumFractionDigits: 2, maximumFractionDigits: 2 }, value) }) : t('unknown');
}

/** A distance to a proven bound as per cent with two decimals; what is not nothing is never written 0. */
export function gap(value: Figure): string {
  if (!known(value)) return t('unknown');
  const hundredths = Math.round(value * 10000);
  return written({ style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 }, (value > 0 ? Math.max(hundredths, 1) : hundredths) / 10000);
}

/** A calendar day. */
export function day(date: string): string {
  const at = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? t('unknown') : dated({ dateStyle: 'medium', timeZone: 'UTC' }, at);
}

/** A day and a time of day where the reader is, to the minute. */
export function moment(at: string | null | undefined): string {
  const when = new Date(at ?? '');
  return Number.isNaN(when.getTime()) ? t('unknown') : dated({ dateStyle: 'medium', timeStyle: 'short' }, when);
}

/** How long something took, in seconds, minutes and hours; never negative, and what is not nothing is never written 0. */
export function span(seconds: Figure): string {
  if (!known(seconds)) return t('unknown');
  const whole = seconds <= 0 ? 0 : Math.max(1, Math.round(seconds));
  const part = (unit: 'hour' | 'minute' | 'second', n: number): string => written({ style: 'unit', unit, unitDisplay: 'short' }, n);
  const parts = [part('hour', Math.floor(whole / 3600)), part('minute', Math.floor(whole / 60) % 60), part('second', whole % 60)];
  return (whole < 60 ? parts.slice(2) : whole < 3600 ? parts.slice(1) : parts.slice(0, 2)).join(tag() === 'en' ? ' ' : '');
}

/** A time of day given in seconds from midnight, such as 08:05; beyond midnight the hours go on. */
export function clock(seconds: Figure): string {
  if (!known(seconds)) return t('unknown');
  const minutes = Math.round(seconds / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** A plain number with at most the given decimals, such as a factor. */
export function decimal(value: Figure, digits = 2): string {
  return known(value) ? written({ maximumFractionDigits: digits }, value) : t('unknown');
}

/** A change in percentage points with its sign. */
export function points(change: number): string {
  const number = written({ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' }, change * 100);
  return t('points', { n: number });
}

const pinyin = new Intl.Collator('zh-Hans-CN');

/** Compares names as a reader of Chinese expects (pinyin). */
export function compareNames(a: string, b: string): number {
  return pinyin.compare(a, b);
}
