// What etcd's flags say about its peers' TLS, as file names. Only whether etcd starts depends on it:
// a file that can't be loaded ends etcd, also where the peers speak plain HTTP.
import {type EtcdFlagFault, isTrue} from './etcd-flags.ts';
import {readUrls} from './etcd-listen-urls.ts';

export type EtcdPeerSettings = {
  readonly listensWithTls: boolean;
  /** --peer-auto-tls */
  readonly autoTls: boolean;
  readonly files: {readonly [Name in EtcdPeerFile]?: string};
};

type EtcdPeerFile = (typeof FLAGS)[number][0];

const FLAGS = [
  ['cert', 'peer-cert-file'],
  ['key', 'peer-key-file'],
  ['trustedCa', 'peer-trusted-ca-file'],
  ['legacyCa', 'peer-ca-file'],
  ['clientCert', 'peer-client-cert-file'],
  ['clientKey', 'peer-client-key-file'],
] as const;

export function readPeerSettings(values: ReadonlyMap<string, string>): {
  readonly settings: EtcdPeerSettings;
  readonly flagFaults: readonly EtcdFlagFault[];
} {
  const {urls, faults} = readUrls(values.get('listen-peer-urls') ?? '', '--listen-peer-urls');
  const given = FLAGS.flatMap(([name, flag]) => {
    const file = values.get(flag) ?? '';
    return file === '' ? [] : [[name, file] as const];
  });
  return {
    settings: {
      listensWithTls: urls.some(({isTls}) => isTls),
      autoTls: isTrue(values.get('peer-auto-tls')),
      files: Object.fromEntries(given),
    },
    flagFaults: faults,
  };
}
