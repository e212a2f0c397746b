import type { FindingKind } from '../../core/model/finding';
import type { VerdictName } from '../../core/model/verdict';
import type { DnsFault, EdnsRefusal, TlsaRecord, ZoneNode } from '../dns/zone';
import type { MxBehaviour } from '../mx/behaviour';
import type { PolicyHostBehaviour } from '../policy-host/behaviour';

/** A TXT record: its text, or its strings when there are several. */
export type TxtRecord = string | readonly string[];

/**
 * A domain of the sandbox. What is not declared is healthy: a record, an enforced policy that covers the MX hosts, a
 * policy host with a good certificate, TLSRPT, and two MX hosts that many domains share. A row states its fault alone.
 */
export interface DomainDeclaration {
  readonly name: string;
  /** One sentence: what is wrong with it, or right in an unusual way. */
  readonly says: string;
  /** The TXT records at `_mta-sts`; none for an empty list. */
  readonly record?: readonly TxtRecord[];
  /** The TXT records at `_smtp._tls`. */
  readonly tlsRpt?: readonly TxtRecord[];
  /** Fields of the policy, or its whole body. */
  readonly policy?: PolicyFields | string;
  /** `none`: the name does not exist; `closed`: nothing listens there. */
  readonly policyHost?: 'none' | 'closed' | Partial<PolicyHostBehaviour>;
  /** The MX records: a name alone gets the next preference, ten more than the one before it. */
  readonly mx?: readonly (string | readonly [number, string])[];
  /** MX hosts of its own, by label: `mx` is `mx.<name>`. They are its MX records, in order, unless `mx` says otherwise. */
  readonly hosts?: Readonly<Record<string, MxHostDeclaration>>;
  /** The domain is signed: answers about it and about its own MX hosts are secure, as a validating resolver says. */
  readonly secure?: true;
  /** Its name servers, by label: `ns1` is `ns1.<name>`. They are asked directly; without any, the domain is in its parent's zone. */
  readonly nameServers?: Readonly<Record<string, NameServerDeclaration>>;
  /** What a second and a third resolver say instead, by name relative to the domain. */
  readonly otherResolvers?: readonly [Readonly<Record<string, ZoneNode>>, Readonly<Record<string, ZoneNode>>];
  /** Zone nodes by name relative to the domain (`@` is the domain itself), each over what would be there. */
  readonly zone?: Readonly<Record<string, ZoneNode>>;
}

/** A name server of a domain: how it behaves at its address, or what it serves that is not as at the others. */
export type NameServerDeclaration =
  | 'silent'
  /** It does not serve the zone. */
  | 'refuses'
  /** Its name does not exist. */
  | 'no-address'
  | {
      readonly serial?: number;
      readonly zone?: Readonly<Record<string, ZoneNode>>;
      /** It takes no EDNS. */
      readonly edns?: EdnsRefusal;
    };

export interface PolicyFields {
  readonly mode?: 'enforce' | 'testing' | 'none';
  /** The mx patterns; default: the names of the MX records. */
  readonly mx?: readonly string[];
  /** Seconds; default one week. */
  readonly maxAge?: number;
}

/** An MX host: how it behaves at its first address, and at further ones. */
export interface MxHostDeclaration extends MxBehaviour {
  readonly also?: readonly MxBehaviour[];
  /** Its only address is ::1. One host of the sandbox at most. */
  readonly ipv6?: true;
  /** Its TLSA records, or how their name server misbehaves. A change that does not declare them leaves those of before. */
  readonly tlsa?: readonly (TlsaRecord | TlsaDeclaration)[] | DnsFault;
}

/** A TLSA record (RFC 6698) that is made from a certificate of the host's, as it is when this is declared. */
export interface TlsaDeclaration {
  readonly usage: 0 | 1 | 2 | 3;
  readonly selector: 0 | 1;
  readonly matchingType: 0 | 1 | 2;
  readonly of: 'leaf' | 'intermediate';
  /** Octets behind the data, hex. */
  readonly tail?: string;
}

/** A row of the fault table: a domain, and exactly what a look at it and at its MX hosts must give. */
export interface SandboxRow extends DomainDeclaration {
  /**
   * The row's twin: the domain after its findings' fixes were obeyed. A list is one state after each step of the advice,
   * and of each way that the advice offers; the last one is free of the row's findings. Rows with findings have one.
   */
  readonly fixed?: FixedState | readonly FixedState[];
  readonly expect: {
    readonly verdict: VerdictName;
    /** Findings about the domain and about its MX hosts, each kind once, in any order. */
    readonly kinds: readonly FindingKind[];
    /** What could not be seen, and would be found if that lasted; likewise. */
    readonly lasting?: readonly FindingKind[];
  };
}

/** What differs from the row when its advice, or a step of it, was obeyed; `undefined` is the healthy default. */
export type FixedState = {
  readonly [P in keyof Omit<DomainDeclaration, 'name' | 'says'>]?: DomainDeclaration[P] | undefined;
} & {
  /** Findings that this step may leave, or bring until the next one: the advice says that there is one. */
  readonly leaves?: readonly FindingKind[];
};

/** A change while the sandbox runs: of what a domain publishes, or of how an MX host behaves. */
export type Change =
  | { readonly domain: string; readonly to: Partial<Omit<DomainDeclaration, 'name' | 'says'>> }
  | { readonly host: string; readonly to: MxHostDeclaration };
