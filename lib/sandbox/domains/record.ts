import type { SandboxRow } from '../world/declaration';

/** As an advice prints it. */
const NEW_RECORD = ['v=STSv1; id=20261130000000Z;'];

/** Faults of the STS record (RFC 8461, section 3.1) and of the TLSRPT record (RFC 8460, section 3). */
export const RECORD_FAULTS: readonly SandboxRow[] = [
  {
    name: 'record-missing.example',
    says: 'A policy is published, but no STS record.',
    record: [],
    fixed: { record: NEW_RECORD },
    expect: { verdict: 'unprotected', kinds: ['sts-record-missing'] },
  },
  {
    name: 'record-no-id.example',
    says: 'The STS record has no id.',
    record: ['v=STSv1;'],
    fixed: { record: NEW_RECORD },
    expect: { verdict: 'unprotected', kinds: ['sts-record-invalid'] },
  },
  {
    name: 'record-dashed-id.example',
    says: 'The id has dashes.',
    record: ['v=STSv1; id=2026-01-01;'],
    fixed: { record: ['v=STSv1; id=20260101;'] },
    expect: { verdict: 'unprotected', kinds: ['sts-record-invalid'] },
  },
  {
    name: 'record-long-id.example',
    says: 'The id has 33 characters.',
    record: [`v=STSv1; id=${'a'.repeat(33)};`],
    fixed: { record: [`v=STSv1; id=${'a'.repeat(32)};`] },
    expect: { verdict: 'unprotected', kinds: ['sts-record-invalid'] },
  },
  {
    name: 'record-markup.example',
    says: 'The STS record holds markup.',
    record: ['v=STSv1; id=<script>alert(1)</script>;'],
    fixed: { record: ['v=STSv1; id=scriptalert1script;'] },
    expect: { verdict: 'unprotected', kinds: ['sts-record-invalid'] },
  },
  {
    name: 'record-lower-case.example',
    says: 'The version is in lower case: senders see no record.',
    record: ['v=stsv1; id=1;'],
    fixed: { record: ['v=STSv1; id=1;'] },
    expect: { verdict: 'unprotected', kinds: ['sts-record-ignored'] },
  },
  {
    name: 'record-id-first.example',
    says: 'The id comes before the version: senders see no record.',
    record: ['id=1; v=STSv1;'],
    fixed: { record: ['v=STSv1; id=1;'] },
    expect: { verdict: 'unprotected', kinds: ['sts-record-ignored'] },
  },
  {
    name: 'record-twice.example',
    says: 'There are two STS records: senders use neither.',
    record: ['v=STSv1; id=1;', 'v=STSv1; id=2;'],
    fixed: { record: ['v=STSv1; id=2;'] },
    expect: { verdict: 'unprotected', kinds: ['sts-record-multiple'] },
  },
  {
    name: 'record-spaced.example',
    says: 'A space before the semicolon, as a well-known article prints it: senders differ.',
    record: ['v=STSv1 ; id=20211201000000Z ;'],
    fixed: { record: ['v=STSv1; id=20211201000000Z;'] },
    expect: { verdict: 'protected', kinds: ['sts-record-ambiguous'] },
  },
  {
    name: 'record-two-ids.example',
    says: 'The record has two ids: the first counts.',
    record: ['v=STSv1; id=1; id=2;'],
    fixed: { record: ['v=STSv1; id=1;'] },
    expect: { verdict: 'protected', kinds: ['sts-record-ambiguous'] },
  },
  {
    name: 'record-two-semicolons.example',
    says: 'Two semicolons end the record: outside the grammar, and most senders read over it.',
    record: ['v=STSv1; id=1;;'],
    fixed: { record: ['v=STSv1; id=1;'] },
    expect: { verdict: 'protected', kinds: ['sts-record-ambiguous'] },
  },
  {
    name: 'record-empty-field.example',
    says: 'Nothing but a space is between two semicolons.',
    record: ['v=STSv1; ; id=1'],
    fixed: { record: ['v=STSv1; id=1;'] },
    expect: { verdict: 'protected', kinds: ['sts-record-ambiguous'] },
  },
  {
    name: 'record-dangling.example',
    says: 'The STS record is a CNAME to a name that is gone.',
    record: [],
    zone: { '_mta-sts': { CNAME: '_mta-sts.gone.example' } },
    fixed: { record: NEW_RECORD, zone: {} },
    expect: { verdict: 'unprotected', kinds: ['sts-record-missing'] },
  },
  {
    name: 'record-dangling-alone.example',
    says: 'The STS record is a CNAME to a name that is gone, and so is the policy host.',
    record: [],
    policyHost: 'none',
    zone: { '_mta-sts': { CNAME: '_mta-sts.gone.example' } },
    fixed: { record: NEW_RECORD, zone: {}, policyHost: undefined },
    expect: { verdict: 'unprotected', kinds: ['sts-record-missing'] },
  },
  {
    name: 'record-alias-twice.example',
    says: 'The STS record is a CNAME to a name with two STS records: senders use neither.',
    record: [],
    zone: {
      '_mta-sts': { CNAME: '_mta-sts.provider.record-alias-twice.example' },
      '_mta-sts.provider': { TXT: [['v=STSv1; id=1;'], ['v=STSv1; id=2;']] },
    },
    fixed: {
      zone: {
        '_mta-sts': { CNAME: '_mta-sts.provider.record-alias-twice.example' },
        '_mta-sts.provider': { TXT: [['v=STSv1; id=2;']] },
      },
    },
    expect: { verdict: 'unprotected', kinds: ['sts-record-multiple'] },
  },
  {
    name: 'record-alias-no-id.example',
    says: 'The STS record is a CNAME to a name whose record has no id.',
    record: [],
    zone: {
      '_mta-sts': { CNAME: '_mta-sts.provider.record-alias-no-id.example' },
      '_mta-sts.provider': { TXT: [['v=STSv1;']] },
    },
    fixed: {
      zone: {
        '_mta-sts': { CNAME: '_mta-sts.provider.record-alias-no-id.example' },
        '_mta-sts.provider': { TXT: [NEW_RECORD] },
      },
    },
    expect: { verdict: 'unprotected', kinds: ['sts-record-invalid'] },
  },

  {
    name: 'tlsrpt-dangling.example',
    says: 'The TLSRPT record is a CNAME to a name that is gone.',
    tlsRpt: [],
    zone: { '_smtp._tls': { CNAME: '_smtp._tls.gone.example' } },
    fixed: { tlsRpt: ['v=TLSRPTv1; rua=mailto:tls-reports@tlsrpt-dangling.example'], zone: {} },
    expect: { verdict: 'protected', kinds: ['tlsrpt-missing'] },
  },
  {
    name: 'tlsrpt-alias-twice.example',
    says: 'The TLSRPT record is a CNAME to a name with two TLSRPT records: senders use neither.',
    tlsRpt: [],
    zone: {
      '_smtp._tls': { CNAME: '_smtp._tls.provider.tlsrpt-alias-twice.example' },
      '_smtp._tls.provider': { TXT: [['v=TLSRPTv1; rua=mailto:a@a.example'], ['v=TLSRPTv1; rua=mailto:b@b.example']] },
    },
    fixed: {
      zone: {
        '_smtp._tls': { CNAME: '_smtp._tls.provider.tlsrpt-alias-twice.example' },
        '_smtp._tls.provider': { TXT: [['v=TLSRPTv1; rua=mailto:a@a.example,mailto:b@b.example']] },
      },
    },
    expect: { verdict: 'protected', kinds: ['tlsrpt-multiple'] },
  },
  {
    name: 'tlsrpt-missing.example',
    says: 'Nobody gets reports of failures.',
    tlsRpt: [],
    fixed: { tlsRpt: ['v=TLSRPTv1; rua=mailto:tls-reports@tlsrpt-missing.example'] },
    expect: { verdict: 'protected', kinds: ['tlsrpt-missing'] },
  },
  {
    name: 'tlsrpt-no-uri.example',
    says: 'The address for reports has no scheme.',
    tlsRpt: ['v=TLSRPTv1; rua=reports@tlsrpt-no-uri.example'],
    fixed: { tlsRpt: ['v=TLSRPTv1; rua=mailto:reports@tlsrpt-no-uri.example'] },
    expect: { verdict: 'protected', kinds: ['tlsrpt-invalid'] },
  },
  {
    name: 'tlsrpt-no-version.example',
    says: 'The TLSRPT record has no `v=`, as a well-known article prints it.',
    tlsRpt: ['TLSRPTv1;rua=mailto:reports@tlsrpt-no-version.example'],
    fixed: { tlsRpt: ['v=TLSRPTv1; rua=mailto:reports@tlsrpt-no-version.example'] },
    expect: { verdict: 'protected', kinds: ['tlsrpt-ignored'] },
  },
  {
    name: 'tlsrpt-twice.example',
    says: 'There are two TLSRPT records: senders use neither.',
    tlsRpt: ['v=TLSRPTv1; rua=mailto:a@a.example', 'v=TLSRPTv1; rua=mailto:b@b.example'],
    fixed: { tlsRpt: ['v=TLSRPTv1; rua=mailto:a@a.example,mailto:b@b.example'] },
    expect: { verdict: 'protected', kinds: ['tlsrpt-multiple'] },
  },
  {
    name: 'tlsrpt-spaced.example',
    says: 'A space before the semicolon of the TLSRPT record: senders differ.',
    tlsRpt: ['v=TLSRPTv1 ; rua=mailto:a@tlsrpt-spaced.example'],
    fixed: { tlsRpt: ['v=TLSRPTv1; rua=mailto:a@tlsrpt-spaced.example'] },
    expect: { verdict: 'protected', kinds: ['tlsrpt-ambiguous'] },
  },
  {
    name: 'tlsrpt-comma.example',
    says: 'A comma ends the list of addresses for reports: outside the grammar, and most senders read over it.',
    tlsRpt: ['v=TLSRPTv1; rua=mailto:a@tlsrpt-comma.example,'],
    fixed: { tlsRpt: ['v=TLSRPTv1; rua=mailto:a@tlsrpt-comma.example'] },
    expect: { verdict: 'protected', kinds: ['tlsrpt-ambiguous'] },
  },
];
