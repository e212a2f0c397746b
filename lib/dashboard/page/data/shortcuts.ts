import { useEffect } from 'preact/hooks';
import { linkTo } from './route';
import { go } from './use-route';
import { keep, recall } from './theme';

/** What each key does, for the list of them. */
export const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['/', 'Search'],
  ['g o', 'Overview'],
  ['g d', 'Domains'],
  ['g m', 'MX hosts'],
  ['g a', 'Alerts'],
  ['g c', 'Changes'],
  ['j', 'Next row'],
  ['k', 'Previous row'],
  ['?', 'This list'],
];

const PLACES: Readonly<Record<string, string>> = {
  o: linkTo([]),
  d: linkTo(['domains']),
  m: linkTo(['mx-hosts']),
  a: linkTo(['alerts']),
  c: linkTo(['changes']),
};

const KEY = 'mta-sts-watch.shortcuts';

/** Shortcuts of one character can be turned off (WCAG 2.2, success criterion 2.1.4). */
export const shortcutsOn = (): boolean => recall(KEY) !== 'off';
export const turnShortcuts = (on: boolean): void => keep(KEY, on ? 'on' : 'off');

/** The second key of `g d` comes within this time. */
const PAUSE_MS = 1_200;

/** Listens for shortcuts, except where the reader writes. */
export function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    let going = 0;
    const pressed = (event: KeyboardEvent): void => {
      if (
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        writes(event.target) ||
        !shortcutsOn()
      )
        return;
      const goes = event.timeStamp - going < PAUSE_MS;
      going = 0;
      if (goes && PLACES[event.key] !== undefined) go(PLACES[event.key] ?? '');
      else if (event.key === 'g') going = event.timeStamp;
      else if (event.key === '/') document.getElementById('search')?.focus();
      else if (event.key === '?') onHelp();
      else if (event.key === 'j' || event.key === 'k') toRow(event.key === 'j' ? 1 : -1);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [onHelp]);
}

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.closest('dialog') !== null);

/** Moves the focus to the link of the next row of the lists in view. */
function toRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
}
