import type { ComponentChildren } from 'preact';
import type { ConsoleConfig } from './config.ts';
import { Link, useRoute } from './router.tsx';
import { signOut } from './session/session.ts';
import type { Viewer } from './session/viewer.ts';
import { Button } from './ui/button.tsx';
import { Icon, type IconName } from './ui/icon.tsx';

const PLACES: readonly { readonly to: string; readonly name: string; readonly icon: IconName }[] = [
  { to: '/', name: 'Overview', icon: 'overview' },
  { to: '/connect', name: 'Connect', icon: 'plug' },
  { to: '/table', name: 'Table', icon: 'table' },
  { to: '/coverage', name: 'Coverage', icon: 'coverage' },
  { to: '/events', name: 'Events', icon: 'events' },
];

/** What the navigation calls the page at a path. */
export function nameOf(path: string): string {
  return PLACES.find(({ to }) => to === path)?.name ?? 'Console';
}

interface LayoutProps {
  readonly config: ConsoleConfig;
  readonly viewer: Viewer;
  readonly children: ComponentChildren;
}

export function Layout({ config, viewer, children }: LayoutProps) {
  const { path } = useRoute();
  return (
    <div class="layout">
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="side">
        <p class="brand">
          <span class="brand-mark">
            <Icon name="table" />
          </span>
          dbt metadata
        </p>
        <nav aria-label="Pages">
          <ul>
            {PLACES.map(({ to, name, icon }) => (
              <li key={to}>
                <Link to={to} aria-current={path === to ? 'page' : undefined}>
                  <Icon name={icon} />
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <Who config={config} viewer={viewer} />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Who({ config, viewer }: Omit<LayoutProps, 'children'>) {
  const name = viewer.userId ?? (config.authMode === 'none' ? 'This machine' : 'No user name');
  return (
    <div class="who">
      <p class="who-name" title={name}>
        {name}
      </p>
      <p class="who-role" title={viewer.adminRule}>
        {viewer.isAdmin ? 'Admin' : 'Reader'}
        {viewer.tenant === 'default' ? '' : ` of ${viewer.tenant}`}
      </p>
      {config.authMode === 'jwt' ? (
        <Button kind="quiet" class="who-out" onClick={signOut}>
          Sign out
        </Button>
      ) : null}
      <p class="who-version">Version {config.version}</p>
    </div>
  );
}
