import { linkTo } from '../data/route';
import { Choice } from './filter';
import { Icon } from './icon';

/** The states of alerts that a list can be of. */
export const ALERT_STATES = { open: 'Open', resolved: 'Resolved', told: 'Told once', all: 'All' } as const;
export type AlertState = keyof typeof ALERT_STATES;

/** Alerts by their state, and what holds them back. */
export const AlertTabs = ({ current }: { readonly current: AlertState | 'silences' }) => (
  <nav class="choices" aria-label="Alerts by state">
    {Object.entries(ALERT_STATES).map(([one, title]) => (
      <Choice
        key={one}
        href={linkTo(['alerts'], { status: one === 'open' ? undefined : one })}
        isChosen={current === one}
      >
        {title}
      </Choice>
    ))}
    <Choice href={linkTo(['silences'])} isChosen={current === 'silences'}>
      <Icon name="mute" />
      Mutes and maintenance
    </Choice>
  </nav>
);
