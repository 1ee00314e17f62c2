import { useEffect, useRef } from 'preact/hooks';
import { Layout, nameOf } from './layout.tsx';
import { ConnectPage } from './pages/connect/connect-page.tsx';
import { CoveragePage } from './pages/coverage/coverage-page.tsx';
import { EventsPage } from './pages/events/events-page.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { TablePage } from './pages/table/table-page.tsx';
import { useRoute } from './router.tsx';
import { BackForAnother } from './session/back-for-another.tsx';
import { isBackForAnother } from './session/oidc.ts';
import { session, startSession } from './session/session.ts';
import { SignInPage } from './session/sign-in.tsx';
import { SignInAgain } from './session/sign-in-again.tsx';
import type { Viewer } from './session/viewer.ts';
import { useStore } from './store.ts';
import { Announcements } from './ui/announce.tsx';
import { ForAdmins } from './ui/for-admins.tsx';
import { Page } from './ui/page.tsx';
import { Failed, Loading } from './ui/states.tsx';

const PAGES = {
  '/': OverviewPage,
  '/connect': ConnectPage,
  '/table': TablePage,
  '/coverage': CoveragePage,
  '/events': EventsPage,
} as const;

const FOR_READERS = '/table';

function isPage(path: string): path is keyof typeof PAGES {
  return Object.hasOwn(PAGES, path);
}

const isSecondWindow = isBackForAnother();

export function App() {
  const current = useStore(session);
  if (isSecondWindow) return <BackForAnother />;
  switch (current.kind) {
    case 'starting':
      return (
        <main class="gate">
          <Loading label="Loading the console" />
        </main>
      );
    case 'failed':
      return (
        <main class="gate">
          <h1 class="visually-hidden">dbt metadata</h1>
          <Failed title="No answer" message={current.message} onRetry={() => void startSession()} />
        </main>
      );
    case 'signed-out':
      return <SignInPage config={current.config} message={current.message} />;
    case 'open':
      return (
        <>
          <Layout config={current.config} viewer={current.viewer}>
            <CurrentPage viewer={current.viewer} />
          </Layout>
          {current.ended === null ? null : <SignInAgain config={current.config} reason={current.ended} />}
          <Announcements />
        </>
      );
  }
}

function CurrentPage({ viewer }: { readonly viewer: Viewer }) {
  const { path } = useRoute();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    // Those who do not see the page hear where they are; the keyboard goes on from there.
    document.querySelector<HTMLElement>('main h1')?.focus();
  }, [path]);
  if (!isPage(path)) return <NotFoundPage />;
  // Nothing is asked for a reader: each refused question would stand in the admins' trail.
  if (!viewer.isAdmin && path !== FOR_READERS) {
    return (
      <Page title={nameOf(path)}>
        <ForAdmins reason={`Only callers with the admin scope may see it. ${viewer.adminRule}`} />
      </Page>
    );
  }
  const CurrentPageOf = PAGES[path];
  return <CurrentPageOf key={path} />;
}
