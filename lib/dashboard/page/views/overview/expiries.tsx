import type { OverviewResource } from '../../../../query/resources';
import { targetLink } from '../../data/route';
import { ExpiryChart } from '../../parts/expiry-chart';
import { Empty, Panel } from '../../parts/states';
import { HostName, Time, useNow } from '../../parts/text';
import { DAY, millis } from '../../text/time';
import { count } from '../../text/words';

const SHOWN = 8;

/** Which certificates end next: how many by day, and the first of them by name. */
export function Expiries({ expiries: { days, next, expired } }: { readonly expiries: OverviewResource['expiries'] }) {
  const at = useNow();
  return (
    <Panel
      title="What expires next"
      id="expiries"
      aside={
        <span class="legend">
          <span class="key">
            <i class="ink-mx" aria-hidden="true" />
            MX hosts
          </span>
          <span class="key">
            <i class="ink-policy" aria-hidden="true" />
            Policy hosts
          </span>
        </span>
      }
    >
      <div class="expiries">
        <ExpiryChart days={days} from={at} />
        {next.length === 0 ? (
          <Empty>No certificate is known yet.</Empty>
        ) : (
          <table class="plain-table">
            <caption class="visually-hidden">The first certificates to end</caption>
            <thead>
              <tr>
                <th scope="col">Host</th>
                <th scope="col">Ends</th>
              </tr>
            </thead>
            <tbody>
              {next.slice(0, SHOWN).map(({ target, at: end }) => (
                <tr key={`${target.type}/${target.name}`}>
                  <td>
                    <HostName
                      name={target.type === 'domain' ? `mta-sts.${target.name}` : target.name}
                      href={targetLink(target)}
                    />
                  </td>
                  <td class={`when tone-${toneOf(millis(end) - at)}`}>
                    <Time at={end} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {expired > 0 && (
        <p class="muted more-note">{count(expired, 'host serves', 'hosts serve')} a certificate that has ended.</p>
      )}
    </Panel>
  );
}

const toneOf = (left: number): string =>
  left <= 0 ? 'critical' : left < 3 * DAY ? 'error' : left < 14 * DAY ? 'warning' : 'plain';
