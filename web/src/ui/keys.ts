// Shortcuts of all pages of the office. Those without a modifier key may be switched off in the settings (WCAG 2.1.4), and none acts while somebody types.
import { language } from '../i18n/language';
import { own } from './own';

const visible = (element: Element): boolean => element.getClientRects().length > 0;
const typing = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const dialogOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** The parts that F6 goes through, in the order of the page: the bar, then the named parts of the page, or the page as a whole. */
export function regionsOf(page: Document): HTMLElement[] {
  const named = [...page.querySelectorAll<HTMLElement>('main section[aria-label], main section[aria-labelledby], main aside[aria-label], main [role="region"]:not(canvas), main [role="tabpanel"]')].filter(visible);
  const outer = named.filter((one) => !named.some((other) => other !== one && other.contains(one)));
  const bar = page.querySelector<HTMLElement>('header.topbar');
  const main = page.querySelector<HTMLElement>('main');
  return [...(bar === null ? [] : [bar]), ...(outer.length > 0 ? outer : main === null ? [] : [main])];
}

function nextRegion(back: boolean): void {
  const regions = regionsOf(document);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(here + (back ? -1 : 1) + regions.length) % regions.length] ?? regions[0];
  if (next === undefined) return;
  if (next.tabIndex < 0) next.tabIndex = -1; // so that it can hold the focus; no stop of its own
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function tab(number: number): boolean {
  const tabs = [...document.querySelectorAll<HTMLElement>('[role="tab"]')].filter(visible);
  const chosen = tabs[number - 1];
  chosen?.click();
  chosen?.focus();
  return chosen !== undefined;
}

function search(): boolean {
  const field = [...document.querySelectorAll<HTMLElement>('input[type="search"], .picker select, .picker input')].filter(visible).sort((a, b) => Number(a.tagName === 'SELECT') - Number(b.tagName === 'SELECT'))[0];
  field?.focus();
  return field !== undefined;
}

function act(event: KeyboardEvent): boolean {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (key === 'F6' && !ctrlKey && !altKey) {
    nextRegion(shiftKey);
    return true;
  }
  if (altKey && !ctrlKey && !metaKey && /^[1-9]$/.test(key)) return tab(Number(key));
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return search();
  if (key === '?' && !ctrlKey && !altKey && !metaKey && !own().quiet) {
    // A tab of its own: what was being done stays as it is.
    window.open(`/help?lang=${language.value}`, '_blank', 'noopener');
    return true;
  }
  return false;
}

let listening = false;

/** Listens for shortcuts from now on; again changes nothing. */
export function listenForKeys(): void {
  if (listening) return;
  listening = true;
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || dialogOpen() || (typing(event.target) && !event.altKey && !event.ctrlKey && !event.metaKey && event.key !== 'F6')) return;
    if (act(event)) event.preventDefault();
  });
}
