import { useEffect, useRef, useState } from 'preact/hooks';
import type { DomainPage, MxHostPage } from '../../../query/resources';
import { read } from '../data/client';
import { domainLink, linkTo, mxHostLink, queryText } from '../data/route';
import { go } from '../data/use-route';
import { VerdictBadge } from './badge';
import { Icon } from './icon';
import { Foreign } from './text';

interface Hit {
  readonly name: string;
  readonly link: string;
  readonly verdict?: DomainPage['items'][number]['verdict'];
}

/** A pause in typing after which the server is asked. */
const PAUSE_MS = 90;

/** The search over domains and MX hosts: a combobox (ARIA APG), so that the arrow keys and a screen reader work. */
export function Search() {
  const [text, setText] = useState('');
  const [hits, setHits] = useState<readonly Hit[]>([]);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const q = text.trim().toLowerCase();

  useEffect(() => {
    setAt(-1);
    if (q === '') return setHits([]);
    const end = new AbortController();
    const timer = setTimeout(() => {
      find(q, end.signal).then(setHits, () => undefined);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [q]);

  const leave = (link: string): void => {
    setOpen(false);
    setText('');
    input.current?.blur();
    go(link);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt(hits.length === 0 ? -1 : (at + step + hits.length + (at === -1 && step === -1 ? 1 : 0)) % hits.length);
    } else if (event.key === 'Enter' && q !== '') {
      event.preventDefault();
      const meant = hits.find(({ name }) => name === q) ?? (hits.length === 1 ? hits[0] : undefined);
      leave((hits[at] ?? meant)?.link ?? linkTo(['domains'], { q }));
    } else if (event.key === 'Escape') {
      if (isOpen && hits.length > 0) setOpen(false);
      else if (text === '') input.current?.blur();
      else setText('');
    }
  };
  const shown = isOpen && q !== '';
  return (
    <form class="search" role="search" onSubmit={(event) => event.preventDefault()}>
      <Icon name="search" />
      <input
        id="search"
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search domains and MX hosts"
        aria-expanded={shown && hits.length > 0}
        aria-controls="search-hits"
        aria-autocomplete="list"
        {...(at >= 0 && { 'aria-activedescendant': `hit-${at}` })}
        placeholder="Search domains and hosts"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={pressed}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul id="search-hits" role="listbox" aria-label="Found" hidden={!shown || hits.length === 0}>
        {hits.map(({ name, link, verdict }, n) => (
          <li
            key={link}
            id={`hit-${n}`}
            role="option"
            aria-selected={n === at}
            onMouseDown={(event) => {
              event.preventDefault();
              leave(link);
            }}
          >
            <Foreign text={name} />
            {verdict === undefined ? (
              <span class="muted">MX host</span>
            ) : (
              <VerdictBadge verdict={verdict ?? undefined} />
            )}
          </li>
        ))}
      </ul>
      <div class="visually-hidden" role="status">
        {shown ? `${hits.length} found` : ''}
      </div>
    </form>
  );
}

async function find(q: string, signal: AbortSignal): Promise<readonly Hit[]> {
  const [domains, hosts] = await Promise.all([
    ask<DomainPage>(`api/domains${queryText({ q, limit: '8' })}`, signal),
    ask<MxHostPage>(`api/mx-hosts${queryText({ q, limit: '4' })}`, signal),
  ]);
  return [
    ...domains.items.map(({ name, verdict }) => ({ name, verdict, link: domainLink(name) })),
    ...hosts.items.map(({ name }) => ({ name, link: mxHostLink(name) })),
  ];
}

const ask = async <T,>(path: string, signal: AbortSignal): Promise<T> => (await read(path, null, signal))?.body as T;
