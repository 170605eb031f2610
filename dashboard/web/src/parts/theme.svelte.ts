// Dark or light: the system's choice until the user makes one, which is remembered here in the browser.
type Theme = 'dark' | 'light';
const KEY = 'lakequake-theme';

class ThemeChoice {
  chosen = $state<Theme | null>((document.documentElement.dataset.theme as Theme | undefined) ?? null);
  #system = matchMedia('(prefers-color-scheme: light)');
  systemIsLight = $state(this.#system.matches);

  constructor() {
    this.#system.addEventListener('change', ({ matches }) => {
      this.systemIsLight = matches;
    });
  }

  get current(): Theme {
    return this.chosen ?? (this.systemIsLight ? 'light' : 'dark');
  }

  toggle = (): void => {
    const next = this.current === 'dark' ? 'light' : 'dark';
    this.chosen = next;
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  };
}

/** One for the page: charts redraw when it changes. */
export const theme = new ThemeChoice();
