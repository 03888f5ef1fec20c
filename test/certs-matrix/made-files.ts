// A made scenario written to a directory, as those of test/fixtures/certs lie in theirs, with the
// definition that the matrix reads.
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {MadeScenario} from './made-scenario.ts';
import type {Scenario} from './scenario-setup.ts';

export async function writeMadeScenario(
  scenario: MadeScenario,
  directory: string,
): Promise<Scenario> {
  await mkdir(directory, {recursive: true});
  for (const [name, content] of Object.entries(await scenario.files())) {
    await writeFile(join(directory, name), content);
  }
  return {
    host: scenario.host ?? '127.0.0.1',
    clientCertAuth: scenario.certAuth ?? true,
    trustedCaFile: scenario.trustedCa === undefined ? 'client-ca.crt' : scenario.trustedCa,
    autoTls: false,
    splitHttp: scenario.split ?? null,
    setup: null,
    extraFlags: scenario.flags ?? [],
    etcd: {},
  };
}
