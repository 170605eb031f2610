// What the page keeps for as long as its tab lives, so that a reload need not ask again. A browser may forbid it; then it lasts as long as the page.

export function keptInTab(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** null forgets it. */
export function keepInTab(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Forbidden: it is asked again after a reload.
  }
}
