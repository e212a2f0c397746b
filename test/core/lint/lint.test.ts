import { lintPolicy, lintRecord, lintTlsRpt } from '../../../lib/core/lint/lint';

describe("the linter's JSON", () => {
  it('is the verdict, the value and the problems', () => {
    expect(JSON.stringify(lintPolicy('version: STSv1\nmode: testing\nmx: a.example.com.\nmax_age: 604800\n'))).toBe(
      '{"verdict":"warn","value":{"mode":"testing","mx":["a.example.com."],"maxAge":604800},"problems":[{"kind":"mx-final-dot","severity":"warning",' +
        '"message":"A name in a policy has no final dot, and senders differ in what they do with one. Write \\"mx: a.example.com\\".","line":3}]}',
    );
  });

  it('has no line where there is none, and no value where senders have none', () => {
    expect(JSON.stringify(lintRecord(['v=STSv1; ', 'id=;']))).toBe(
      '{"verdict":"invalid","problems":[{"kind":"empty-id","severity":"error","message":"The id is empty: it is 1 to 32 letters and digits. Write \\"v=STSv1; id=20160831085700Z;\\"."}]}',
    );
  });

  it('has no problems where all is well', () => {
    expect(JSON.stringify(lintTlsRpt(['v=TLSRPTv1; rua=mailto:a', '@example.com']))).toBe(
      '{"verdict":"ok","value":{"rua":["mailto:a@example.com"]},"problems":[]}',
    );
  });
});
