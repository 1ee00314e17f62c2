import type { ComponentChildren, PartialAnchorHTMLAttributes } from 'preact';
import { createStore, useStore } from './store.ts';

/** Where the page is: the path below `/console`, beginning with a slash and without one at its end, and its parameters. */
export interface Route {
  readonly path: string;
  readonly search: URLSearchParams;
}

const BASE = '/console';

const current = createStore<Route>(read());
addEventListener('popstate', () => current.set(read()));

function read(): Route {
  const path = location.pathname.slice(BASE.length).replace(/\/+$/, '');
  return { path: path === '' ? '/' : path, search: new URLSearchParams(location.search) };
}

export function useRoute(): Route {
  return useStore(current);
}

/** `to` is a path below `/console`, with its parameters: `/table?schema=marts&name=orders`. */
export function navigate(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  const url = hrefOf(to);
  if (url === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', url);
  else history.pushState(null, '', url);
  const before = current.get();
  current.set(read());
  if (!replace && before.path !== current.get().path) scrollTo(0, 0);
}

function hrefOf(to: string): string {
  return BASE + (to === '/' ? '' : to.startsWith('/?') ? to.slice(1) : to);
}

interface LinkProps extends Omit<PartialAnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'role'> {
  readonly to: string;
  readonly children: ComponentChildren;
}

/** A link to a page of the console; a modified click opens it elsewhere, as of any link. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={hrefOf(to)}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}
