import { change } from '../data/client';
import { ActionForm, Dialog, ReasonField, textOf } from './dialog';

/** `2026-11-23T14:30`, in the reader's zone, as a field for a time takes it. */
function localTime(at: number): string {
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16);
}

const HOUR = 3_600_000;

/** Plans a window of time in which nobody is told about some targets. */
export function MaintenanceDialog({ onClose }: { readonly onClose: () => void }) {
  const now = Date.now();
  const iso = (fields: FormData, name: string): string => new Date(textOf(fields, name)).toISOString();
  const send = async (fields: FormData): Promise<unknown> =>
    change('POST', 'api/silences', {
      purpose: 'maintenance',
      subject: textOf(fields, 'subject'),
      from: iso(fields, 'from'),
      until: iso(fields, 'until'),
      weekly: fields.get('weekly') !== null,
      reason: textOf(fields, 'reason'),
    });
  return (
    <Dialog title="Plan maintenance" onClose={onClose}>
      <ActionForm verb="Plan" done="Planned" onClose={onClose} send={send}>
        <label class="field">
          <span>Of what</span>
          <input
            name="subject"
            required
            placeholder="example.com, *.example.com, or * for everything"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <div class="pair">
          <label class="field">
            <span>From</span>
            <input type="datetime-local" name="from" required defaultValue={localTime(now)} />
          </label>
          <label class="field">
            <span>Until</span>
            <input type="datetime-local" name="until" required defaultValue={localTime(now + 2 * HOUR)} />
          </label>
        </div>
        <label class="check">
          <input type="checkbox" name="weekly" />
          Each week, at that time in UTC: it moves when clocks change
        </label>
        <ReasonField />
      </ActionForm>
    </Dialog>
  );
}
