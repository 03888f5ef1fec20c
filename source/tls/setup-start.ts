// Would etcd start: flags its version does not know, values it refuses, files its TLS can't load.
// Of the peers only the files are looked at; data directory, cluster and ports are not.
import {cipherSuitesFault} from './cipher-suites.ts';
import {type EtcdSetup, isAtLeast, usesAutoTls} from './etcd-setup.ts';
import type {LoadedSetup} from './load-setup.ts';
import {peerFileFaults} from './peer-files.ts';
import {type Answer, fail, OK, unknown} from './setup-answer.ts';

export function startAnswer(setup: EtcdSetup, loaded: LoadedSetup): Answer {
  const [flag] = setup.flagFaults;
  if (flag !== undefined) {
    return fail({hop: 'server', kind: flag.kind, reason: flag.reason, file: flag.flag});
  }
  const versions = versionFault(setup);
  if (versions !== undefined) {
    return fail({hop: 'server', kind: 'flag-value', reason: versions, file: '--tls-min-version'});
  }
  const suites = cipherSuitesFault(setup.cipherSuites, !isAtLeast(setup, 4));
  if (suites !== undefined) {
    return fail({hop: 'server', kind: 'flag-value', reason: suites, file: '--cipher-suites'});
  }
  const faults = [...loaded.faults, ...peerFileFaults(setup)];
  const certain = faults.find(({isUncertain}) => isUncertain !== true);
  const fault = certain ?? faults[0];
  if (fault === undefined) return OK;
  const {kind, reason, file} = fault;
  const about = {hop: 'server', kind, reason: `${file}: ${reason}`, file} as const;
  return certain === undefined
    ? unknown(`${about.reason}: whether etcd starts depends on the Go it was built with`, about)
    : fail(about);
}

const RANK: Readonly<Record<string, number>> = {'': 0, 'TLS1.2': 2, 'TLS1.3': 3};

// embed/config.go Validate, and tlsutil.GetTLSVersion.
function versionFault(setup: EtcdSetup): string | undefined {
  const {tlsMin = '', tlsMax = '', cipherSuites} = setup;
  const unknownOne = [tlsMin, tlsMax].find(version => RANK[version] === undefined);
  if (unknownOne !== undefined) {
    return `the TLS version ${JSON.stringify(unknownOne)} is none that etcd knows (TLS1.2, TLS1.3)`;
  }
  const [low = 0, high = 0] = [RANK[tlsMin], RANK[tlsMax]];
  if (high !== 0 && low > high) {
    return `--tls-min-version ${tlsMin} is above --tls-max-version ${tlsMax}`;
  }
  return low === 3 && cipherSuites.length > 0 && !usesAutoTls(setup)
    ? '--cipher-suites can not be given where only TLS 1.3 is allowed'
    : undefined;
}
