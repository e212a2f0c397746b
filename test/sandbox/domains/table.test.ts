import { SANDBOX_TABLE } from '../../../lib/sandbox/domains/table';
import { domainNameFault } from '../../../lib/core/text/domain-name';
import { VERDICTS } from '../../../lib/core/model/verdict';

describe('the fault table', () => {
  test('is large, and names each domain once', () => {
    expect(SANDBOX_TABLE.length).toBeGreaterThanOrEqual(100);
    const names = SANDBOX_TABLE.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test('uses names that are nobody’s (RFC 2606)', () => {
    for (const { name } of SANDBOX_TABLE) {
      expect(name).toMatch(/\.example$/);
      expect(domainNameFault(name)).toBeUndefined();
    }
  });

  test('says of each row in one sentence what it is', () => {
    for (const { says } of SANDBOX_TABLE) expect(says).toMatch(/^[A-Z‘`].*\.$/);
    const sentences = SANDBOX_TABLE.map(({ says }) => says).filter((says) => !says.startsWith('Shares'));
    expect(sentences).toEqual([...new Set(sentences)]);
  });

  test('shows every verdict, but the one that is due to the place of the monitor', () => {
    expect(new Set(SANDBOX_TABLE.map(({ expect: { verdict } }) => verdict))).toEqual(
      new Set(VERDICTS.filter((verdict) => verdict !== 'mx-not-checked')),
    );
  });

  test('expects nothing of what is unknown, but that it is forged, or that resolvers differ', () => {
    for (const {
      name,
      expect: { verdict, kinds },
    } of SANDBOX_TABLE) {
      if (verdict === 'unknown')
        expect([name, ...kinds.filter((kind) => !/dnssec-bogus$|resolvers-disagree$/.test(kind))]).toEqual([name]);
    }
  });
});
