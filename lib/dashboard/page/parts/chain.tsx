import type { ComponentChildren } from 'preact';
import type { CertificateResource, ServedResource } from '../../../query/resources';
import { Foreign, Time } from './text';
import { LifeBar } from './life-bar';

type Certificates = Readonly<Record<string, CertificateResource>>;

/** What an address serves: the leaf in a line, and the whole chain when it is opened. */
export function Served({
  served,
  certificates,
}: {
  readonly served: ServedResource;
  readonly certificates: Certificates;
}) {
  return (
    <>
      {served.map(({ current, chain }) => (
        <Chain key={chain[0]} isCurrent={current} chain={chain} certificates={certificates} />
      ))}
    </>
  );
}

function Chain({
  isCurrent,
  chain,
  certificates,
}: {
  readonly isCurrent: boolean;
  readonly chain: readonly string[];
  readonly certificates: Certificates;
}) {
  const leaf = certificates[chain[0] ?? ''];
  if (leaf === undefined)
    return <p class="muted">Certificate {chain[0]?.slice(0, 16)}: its facts are not kept any more.</p>;
  return (
    <details class="chain">
      <summary>
        <LifeBar from={leaf.validFrom} until={leaf.validUntil} />
        <span class="issuer">
          {leaf.key}, from <Foreign text={nameOf(leaf.issuer)} />
        </span>
        {!isCurrent && <span class="tag">seen lately, not at the last look</span>}
      </summary>
      <ol>
        {chain.map((fingerprint, n) => (
          <li key={fingerprint}>
            <CertificateFacts fingerprint={fingerprint} facts={certificates[fingerprint]} isLeaf={n === 0} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function CertificateFacts({
  fingerprint,
  facts,
  isLeaf,
}: {
  readonly fingerprint: string;
  readonly facts: CertificateResource | undefined;
  readonly isLeaf: boolean;
}) {
  if (facts === undefined) return <p class="mono small">{fingerprint}</p>;
  const { subject, issuer, validFrom, validUntil, names, key, signatureAlgorithm, serialNumber } = facts;
  return (
    <>
      <p class="subject">
        <Foreign text={nameOf(subject)} />
        {!isLeaf && <LifeBar from={validFrom} until={validUntil} />}
      </p>
      <dl class="facts">
        {names.length > 0 && (
          <Fact name="Names">
            {names.map((name, n) => (
              <span key={name}>
                {n > 0 && ', '}
                <Foreign text={name} />
              </span>
            ))}
          </Fact>
        )}
        <Fact name="Issuer">
          <Foreign text={issuer} />
        </Fact>
        <Fact name="Valid">
          {validFrom === null ? 'unknown' : <Time at={validFrom} form="date" />} to{' '}
          {validUntil === null ? 'unknown' : <Time at={validUntil} form="date" />}
        </Fact>
        <Fact name="Key">
          {key}, signed with {signatureAlgorithm}
        </Fact>
        <Fact name="Serial">
          <span class="mono">{serialNumber}</span>
        </Fact>
        <Fact name="SHA-256">
          <span class="mono">{fingerprint}</span>
        </Fact>
      </dl>
    </>
  );
}

export const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** The part of a distinguished name that a reader looks for: the common name, or all of it when there is none. */
const nameOf = (distinguished: string): string =>
  /(?:^|[,\n]\s*)CN=([^,\n]+)/.exec(distinguished)?.[1] ?? distinguished;
