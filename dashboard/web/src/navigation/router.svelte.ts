// The address is the state of the view: path = view, query = what is chosen in it. A reload or a second screen shows the same.
// The recording that is shown, and where it stands, belong to the whole page: they go along from view to view.
const CARRIED = ['replay', 'at'];

export class Router {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));

  /** Follows back and forward; returns how to stop. */
  start(): () => void {
    const read = () => {
      this.path = location.pathname;
      this.query = new URLSearchParams(location.search);
    };
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }

  /** An address of this page, for a link: with the recording that is shown. */
  to(href: string): string {
    const [path, text = ''] = href.split('?', 2);
    const query = new URLSearchParams(text);
    for (const name of CARRIED) {
      const value = this.query.get(name);
      if (value !== null && !query.has(name) && !query.has('replay')) query.set(name, value);
    }
    return query.size === 0 ? path! : `${path}?${query}`;
  }

  /** Goes to an address of this page. */
  go(href: string): void {
    const target = this.to(href);
    if (target !== location.pathname + location.search) history.pushState(null, '', target);
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  /** Sets or (null) removes one choice of the view without leaving a step in the history. */
  choose(name: string, value: string | null): void {
    const query = new URLSearchParams(location.search);
    if (value === null) query.delete(name);
    else query.set(name, value);
    const text = query.toString();
    history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''));
    this.query = query;
  }

  /** For a link's click: ours is followed here, one meant for a new tab is left to the browser. */
  follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    event.preventDefault();
    this.go((event.currentTarget as HTMLAnchorElement).getAttribute('href')!);
  };
}
