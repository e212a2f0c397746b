import { useState } from 'preact/hooks';
import { SHORTCUTS, shortcutsOn, turnShortcuts } from '../data/shortcuts';
import { Dialog } from './dialog';

/** The list of shortcuts, and the switch that turns them off. */
export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl class="keys">
        {SHORTCUTS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={on}
          onChange={() => {
            turnShortcuts(!on);
            setOn(!on);
          }}
        />
        Shortcuts are on
      </label>
    </Dialog>
  );
}
