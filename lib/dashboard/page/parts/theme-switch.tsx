import { useState } from 'preact/hooks';
import { chooseTheme, storedTheme, THEMES, type Theme } from '../data/theme';
import { say } from './announcer';
import { Icon, type IconName } from './icon';

const DIFF_OPTIONS: Readonly<Record<Theme, { readonly icon: IconName; readonly title: string }>> = {
  system: { icon: 'screen', title: 'as this device' },
  light: { icon: 'sun', title: 'light' },
  dark: { icon: 'moon', title: 'dark' },
};

/** One button that goes round: as the device, light, dark. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const label = `Colours: ${DIFF_OPTIONS[theme].title}. Change to ${DIFF_OPTIONS[next].title}`;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
        say(`Colours: ${DIFF_OPTIONS[next].title}`);
      }}
    >
      <Icon name={DIFF_OPTIONS[theme].icon} />
    </button>
  );
}
