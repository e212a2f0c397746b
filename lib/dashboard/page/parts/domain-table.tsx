import type { DomainRow } from '../../../query/resources';
import { domainLink } from '../data/route';
import { VerdictBadge } from './badge';
import { Foreign, HostName, Time } from './text';

/** Domains as a table, a row each. */
export const DomainTable = ({ rows, caption }: { readonly rows: readonly DomainRow[]; readonly caption: string }) => (
  <table class="domain-table">
    <caption class="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        <th scope="col">Domain</th>
        <th scope="col">Verdict</th>
        <th scope="col">Since</th>
        <th scope="col" class="why">
          Why
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map(({ name, verdict, since, reason }) => (
        <tr key={name}>
          <td>
            <HostName name={name} href={domainLink(name)} isRow />
          </td>
          <td>
            <VerdictBadge verdict={verdict ?? undefined} />
          </td>
          <td class="when">{since !== undefined && <Time at={since} />}</td>
          <td class="why">{reason !== undefined && <Foreign text={reason} />}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
