import type { MxHostRow } from '../../../query/resources';
import { mxHostLink } from '../data/route';
import { SeverityBadge, VerdictBadge } from './badge';
import { Icon } from './icon';
import { Foreign, HostName } from './text';

/** MX hosts as a table, a row each. */
export const MxHostTable = ({ rows, caption }: { readonly rows: readonly MxHostRow[]; readonly caption: string }) => (
  <table class="domain-table">
    <caption class="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        <th scope="col">MX host</th>
        <th scope="col">State</th>
        <th scope="col" class="why">
          Why
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.name}>
          <td>
            <HostName name={row.name} href={mxHostLink(row.name)} isRow />
          </td>
          <td>
            <Standing row={row} />
          </td>
          <td class="why">{row.worst !== undefined && <Foreign text={row.worst.title} />}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

function Standing({ row: { standing, worst } }: { readonly row: MxHostRow }) {
  if (worst !== undefined) return <SeverityBadge severity={worst.severity} />;
  if (standing === 'not-yet') return <VerdictBadge verdict={undefined} />;
  return standing === 'unseen' ? (
    <span class="badge tone-unknown">
      <Icon name="unknown" />
      Partly unseen
    </span>
  ) : (
    <span class="badge tone-protected">
      <Icon name="protected" />
      Sound
    </span>
  );
}
