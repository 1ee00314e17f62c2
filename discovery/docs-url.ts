/** What is wrong with an address of dbt docs, in one sentence with the remedy; null where nothing is. */
export function docsUrlFault(written: string): string | null {
  const url = URL.parse(written);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return 'the address of dbt docs must be http(s)://…: give the one that a browser shows';
  }
  // The address is shown to whoever reads the environment.
  if (url.username !== '' || url.password !== '') {
    return 'the address of dbt docs must not hold a name or a password: everybody who reads the environment sees it';
  }
  return url.search === '' && (url.hash === '' || url.hash.startsWith('#!'))
    ? null
    : 'the address of dbt docs must end with its path: leave out what follows "?" and "#"';
}

/** The address that `#!/model/…` is put behind: a page, or a folder with a slash at its end. */
export function toDocsBase(written: string): string {
  const url = new URL(written);
  url.hash = '';
  // Stores of objects serve a page by its whole name alone, so a name that is given stays.
  if (!/\.html?$/i.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/+$/, '')}/`;
  return url.href;
}
