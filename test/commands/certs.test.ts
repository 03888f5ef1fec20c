// The command's output and its exit codes, which monitoring relies on.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {exitCodeOf} from '../../source/commands/certs.ts';
import type {Finding, HopVerdict} from '../../source/tls/certificates-report.ts';
import {printedLiveCheck} from '../support/printed-checks.ts';

const codes: readonly (readonly [HopVerdict, readonly Finding['severity'][], number])[] = [
  ['ok', [], 0],
  ['ok', ['info'], 0],
  ['ok', ['warning', 'info'], 1],
  ['ok', ['error', 'warning'], 2],
  ['unknown', ['warning'], 3],
  ['unknown', ['error'], 2],
  ['fail', [], 2],
];

for (const [verdict, severities, code] of codes) {
  test(`gateway ${verdict} with [${severities.join()}] exits with ${code}`, () => {
    const hop = {verdict: 'ok', summary: ''} as const;
    const findings = severities.map(severity => ({
      id: 'x',
      severity,
      hop: 'gateway' as const,
      summary: '',
      evidence: [],
      remedy: '',
    }));
    const endpoint = {
      endpoint: '',
      verdict: {start: 'ok', https: 'ok', gateway: 'ok', grpc: 'ok'} as const,
      observed: {https: hop, gateway: {verdict, summary: ''}, grpc: hop},
      chain: [],
      findings,
    };
    assert.equal(exitCodeOf({endpoints: [endpoint], client: [], checkedTimeMs: 0}), code);
  });
}

for (const writeOut of ['simple', 'json'] as const) {
  test(`-w ${writeOut} prints the finding once and exits with 2`, async () => {
    const {code, output} = await printedLiveCheck({writeOut});
    assert.equal(code, 2);
    assert.equal(output.match(/tls-server-eku/g)?.length, 1);
    assert.ok(output.endsWith('\n'));
    if (writeOut === 'json') assert.equal(JSON.parse(output).endpoints.length, 1);
    else assert.doesNotMatch(output, /\x1b/);
  });
}
