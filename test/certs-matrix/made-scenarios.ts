// Every made scenario: the kinds of certificates and files that test/fixtures/certs has no example of.
// What real etcd, etcdctl and Node did with them is in test/fixtures/made-certificates.json.
import {chainScenarios} from './made-chain-scenarios.ts';
import {clientScenarios} from './made-client-scenarios.ts';
import {fileScenarios} from './made-file-scenarios.ts';
import {flagScenarios} from './made-flag-scenarios.ts';
import {formScenarios} from './made-form-scenarios.ts';
import {issuerScenarios} from './made-issuer-scenarios.ts';
import {keyScenarios} from './made-key-scenarios.ts';
import {nameScenarios} from './made-name-scenarios.ts';
import {oddScenarios} from './made-odd-scenarios.ts';
import type {MadeScenarios} from './made-scenario.ts';
import {serverScenarios} from './made-server-scenarios.ts';

export const madeScenarios: MadeScenarios = {
  ...serverScenarios,
  ...clientScenarios,
  ...chainScenarios,
  ...nameScenarios,
  ...fileScenarios,
  ...oddScenarios,
  ...keyScenarios,
  ...issuerScenarios,
  ...formScenarios,
  ...flagScenarios,
};
