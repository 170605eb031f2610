// The address is the state of the view: path = view, query = what is chosen in it. A reload or a second screen shows the same.
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

  /** Goes to an address of this page. */
  go(href: string): void {
    if (href !== location.pathname + location.search) history.pushState(null, '', href);
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
