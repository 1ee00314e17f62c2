import type { Tab } from './tab.ts';

const PAGE = `({
  document: document.documentElement.outerHTML,
  fields: JSON.stringify([...document.querySelectorAll('input, textarea')].map(({ value }) => value)),
  'local storage': JSON.stringify(localStorage),
  'session storage': JSON.stringify(sessionStorage),
  cookies: document.cookie,
  address: location.href,
  'state of the history': JSON.stringify(history.state),
})`;

/** Where a text stands in a window: in the page, its storage or its address, and in which requests, each as `POST /path`. */
export async function placesOf(tab: Tab, text: string): Promise<string[]> {
  const page: Readonly<Record<string, string>> = await tab.page.evaluate(PAGE);
  const places = Object.keys(page).filter((place) => page[place]?.includes(text));
  const requests = tab.requests.filter(
    (request) => request.url().includes(text) || request.postData()?.includes(text) === true,
  );
  return [...places, ...requests.map((request) => `${request.method()} ${new URL(request.url()).pathname}`)];
}
