import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Tabs as the ARIA pattern has them: one stop in the tab order, arrow keys between them. */
export function Tabs<T extends string>({ label, tabs, current, words, go, children }: {
  label: string; tabs: readonly T[]; current: T; words: (tab: T) => string; go: (tab: T) => void; children: ComponentChildren;
}) {
  const list = useRef<HTMLDivElement>(null);
  // Where the tabs do not fit side by side, the chosen one is brought into sight.
  useEffect(() => {
    const bar = list.current;
    const chosen = bar?.querySelectorAll('button')[tabs.indexOf(current)];
    if (!bar || chosen === undefined) return;
    if (chosen.offsetLeft < bar.scrollLeft) bar.scrollLeft = chosen.offsetLeft;
    else if (chosen.offsetLeft + chosen.offsetWidth > bar.scrollLeft + bar.clientWidth) bar.scrollLeft = chosen.offsetLeft + chosen.offsetWidth - bar.clientWidth;
  }, [current, tabs]);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(current);
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : step === undefined ? -1 : (at + step + tabs.length) % tabs.length;
    const next = tabs[to];
    if (next === undefined) return;
    event.preventDefault();
    go(next);
    list.current?.querySelectorAll('button')[to]?.focus();
  };
  return (
    <div class="tabs">
      <div ref={list} class="tablist" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button key={tab} type="button" role="tab" id={`tab-${tab}`} aria-selected={tab === current} aria-controls="tabpanel" tabIndex={tab === current ? 0 : -1} onClick={() => go(tab)}>
            {words(tab)}
          </button>
        ))}
      </div>
      <div class="tabpanel" role="tabpanel" id="tabpanel" aria-labelledby={`tab-${current}`} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}
