import { useEffect, useRef, useState } from 'preact/hooks';
import { type Route } from './data/route';
import { useRoute } from './data/use-route';
import { AccountNote } from './parts/account-note';
import { Announcer, say } from './parts/announcer';
import { ConnectionBanner } from './parts/connection';
import { Header } from './parts/header';
import { ReadOnlyBanner } from './parts/read-only';
import { ShortcutHelp } from './parts/shortcut-help';
import { useShortcuts } from './data/shortcuts';
import { AlertView } from './views/alert';
import { AlertsView } from './views/alerts';
import { ChangesView } from './views/changes';
import { DomainView } from './views/domain';
import { DomainsView } from './views/domains';
import { MxHostView } from './views/mx-host';
import { MxHostsView } from './views/mx-hosts';
import { NotFoundView } from './views/not-found';
import { SilencesView } from './views/silences';
import { Overview } from './views/overview';

/** The page: a frame that stays, and the view of the route in it. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const [helps, setHelps] = useState(false);
  useShortcuts(() => setHelps(true));
  useArrival(route, main);
  return (
    <>
      <a class="skip-link" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <Header route={route} onHelp={() => setHelps(true)} />
      <ConnectionBanner />
      <ReadOnlyBanner />
      <main id="main" tabIndex={-1} ref={main}>
        <View route={route} />
      </main>
      <footer class="page-foot">
        <span>mta-sts-watch</span>
        <span>Times are those of this device; UTC on hover.</span>
        <AccountNote />
        <button type="button" class="plain" onClick={() => setHelps(true)}>
          Keyboard shortcuts
        </button>
      </footer>
      <Announcer />
      {helps && <ShortcutHelp onClose={() => setHelps(false)} />}
    </>
  );
}

function View({ route: { path, query } }: { readonly route: Route }) {
  const [view, name] = path;
  if (view === undefined) return <Overview />;
  if (view === 'domains' && path.length === 1) return <DomainsView query={query} />;
  if (view === 'mx-hosts' && path.length === 1) return <MxHostsView query={query} />;
  if (view === 'alerts' && path.length === 1) return <AlertsView query={query} />;
  if (view === 'silences' && path.length === 1) return <SilencesView query={query} />;
  if (view === 'changes' && path.length === 1) return <ChangesView query={query} />;
  // Each name is a view of its own: nothing of the last one stays in it.
  if (view === 'domain' && name !== undefined && path.length === 2) return <DomainView key={name} name={name} />;
  if (view === 'mx' && name !== undefined && path.length === 2)
    return <MxHostView key={name} name={name} cursor={query.cursor} />;
  if (view === 'alert' && name !== undefined && path.length === 2) return <AlertView key={name} id={name} />;
  return <NotFoundView />;
}

/** After a step to another view the focus and a screen reader are at its beginning; filters of a list leave both alone. */
function useArrival({ path }: Route, main: { readonly current: HTMLElement | null }): void {
  const place = path.join('/');
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
    say(document.title);
  }, [place]);
}
