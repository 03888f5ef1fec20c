// The files of etcd's peers, as far as etcd does not start without them. They are loaded whether the
// peers listen on https or http, since the transport that dials other members needs them too (embed
// configurePeerListeners, rafthttp Transport.Start; measured on 3.3.25, 3.4.23, 3.5.16 and 3.5.30).
// --peer-crl-file is not among them: it is read at handshakes.
import {buildOfSetup, type EtcdSetup, isAtLeast, type PeerSetup} from './etcd-setup.ts';
import {type FileFault, loadPairAsGo, loadPoolAsGo, type SeenFile} from './go-files.ts';

export function peerFileFaults(setup: EtcdSetup): readonly FileFault[] {
  const {peer} = setup;
  if (peer === undefined) return [];
  const {autoTls, cert, key, trustedCa, legacyCa} = peer;
  const hasNoPair = cert === undefined && key === undefined;
  // Its own certificate takes the place of every other setting, the CA file among them.
  if (autoTls && hasNoPair) return [];
  const pools = [legacyCa, trustedCa]
    .filter(file => file !== undefined)
    .map(file => loadPoolAsGo(file, buildOfSetup(setup)).fault);
  return [...(hasNoPair ? [missingPair(peer)] : pairFaults(peer, setup)), ...pools].filter(
    fault => fault !== undefined,
  );
}

function missingPair({listensWithTls}: PeerSetup): FileFault | undefined {
  const reason = 'an https peer URL needs --peer-cert-file and --peer-key-file';
  return listensWithTls ? {kind: 'missing', file: '--peer-cert-file', reason} : undefined;
}

function pairFaults(peer: PeerSetup, setup: EtcdSetup): readonly (FileFault | undefined)[] {
  const {cert, key, clientCert, clientKey} = peer;
  const own = pairFault(setup, [cert, key], '--peer-cert-file and --peer-key-file');
  const hasClient = clientCert !== undefined || clientKey !== undefined;
  if (!hasClient || !isAtLeast(setup, 5)) return [own];
  const flags = '--peer-client-cert-file and --peer-client-key-file';
  return [own, pairFault(setup, [clientCert, clientKey], flags)];
}

type Pair = readonly [cert: SeenFile | undefined, key: SeenFile | undefined];

function pairFault(setup: EtcdSetup, [cert, key]: Pair, flags: string): FileFault | undefined {
  if (cert !== undefined && key !== undefined) {
    return loadPairAsGo(cert, key, buildOfSetup(setup)).fault;
  }
  const file = (cert ?? key)?.name ?? '';
  return {kind: 'missing', file, reason: `${flags} must be given together`};
}
