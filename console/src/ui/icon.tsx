/** Drawn on 16 by 16, in the colour of the text around. */
const PATHS = {
  check: 'M3.5 8.5l3 3 6-7',
  warning: 'M8 2.5l6.2 11H1.8zM8 6.5v3.2M8 11.6v.1',
  cross: 'M4 4l8 8M12 4l-8 8',
  minus: 'M3.5 8h9',
  question: 'M5.8 6a2.2 2.2 0 1 1 3.1 2c-.6.3-.9.7-.9 1.3v.4M8 12v.1',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.6V11M8 5.1v.1',
  clock: 'M8 4.5V8l2.4 1.6M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  copy: 'M6 6h7v7.5H6zM3.5 10H3V2.5h7V3',
  external: 'M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5',
  up: 'M8 13V3.5M4 7.5l4-4 4 4',
  down: 'M8 3v9.5M4 8.5l4 4 4-4',
  grip: 'M6 4v.1M10 4v.1M6 8v.1M10 8v.1M6 12v.1M10 12v.1',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6L14 14',
  overview: 'M2.5 2.5h4.6v6H2.5zM9 2.5h4.5v3.4H9zM9 7.9h4.5v5.6H9zM2.5 10.5h4.6v3H2.5z',
  plug: 'M5.5 2v3M10.5 2v3M4 5h8v2.5a4 4 0 0 1-8 0zM8 11.5V14',
  table: 'M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13',
  coverage: 'M2.5 13.5h11M4 11V7.5M8 11V3M12 11V5.5',
  events: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.6 4v.1M2.6 8v.1M2.6 12v.1',
  download: 'M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8',
  key: 'M5.5 13a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM7.6 8.2L13.5 2.5M11 5l1.7 1.7',
  chevron: 'M6 3.5L10.5 8 6 12.5',
} as const;

export type IconName = keyof typeof PATHS;

/** For the eye alone: the words beside it say the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
