import { linkTo, type Route } from '../data/route';
import { useConnection } from '../data/use-resource';
import { Icon } from './icon';
import { Search } from './search';
import { ThemeSwitch } from './theme-switch';

const PLACES = [
  { title: 'Overview', link: linkTo([]), views: [undefined] },
  { title: 'Domains', link: linkTo(['domains']), views: ['domains', 'domain'] },
  { title: 'MX hosts', link: linkTo(['mx-hosts']), views: ['mx-hosts', 'mx'] },
  { title: 'Alerts', link: linkTo(['alerts']), views: ['alerts', 'alert', 'silences'] },
  { title: 'Changes', link: linkTo(['changes']), views: ['changes'] },
] as const;

export function Header({ route, onHelp }: { readonly route: Route; readonly onHelp: () => void }) {
  const view = route.path[0];
  return (
    <header class="page-head">
      <div class="inner">
        <a class="brand" href={linkTo([])} aria-label="mta-sts-watch, overview">
          <Mark />
          <span>mta-sts-watch</span>
        </a>
        <nav aria-label="Views">
          <ul>
            {PLACES.map(({ title, link, views }) => (
              <li key={title}>
                <a
                  href={link}
                  {...((views as readonly unknown[]).includes(view) && { 'aria-current': 'page' as const })}
                >
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <Search />
        <Pulse />
        <ThemeSwitch />
        <button
          type="button"
          class="icon-button help"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={onHelp}
        >
          <Icon name="keyboard" />
        </button>
      </div>
    </header>
  );
}

const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" />
    <path d="M7 11.5 16 18l9-6.5M9 9h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V11a2 2 0 0 1 2-2Z" />
  </svg>
);

function Pulse() {
  const live = useConnection().state === 'live';
  return (
    <span
      class={`pulse ${live ? 'live' : 'offline'}`}
      title={live ? 'New results arrive by themselves' : 'The monitor does not answer'}
    >
      <i aria-hidden="true" />
      {live ? 'Live' : 'Offline'}
    </span>
  );
}
