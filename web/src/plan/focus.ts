// Where the focus goes when the button that had it is gone.

/** Leads the focus to what the panel shows next. */
export function toPanel(): void {
  requestAnimationFrame(() => document.getElementById('tabpanel')?.focus({ preventScroll: matchMedia('(max-width: 899px)').matches }));
}
