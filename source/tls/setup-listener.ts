// Would one of etcd's listeners accept what a client presents: Go's verification against the client
// CAs, then the revocation list, then the allowed host names. The client is a user's program or etcd's
// own gateway; the rules are the same, and so is this function.
import {
  asksForCertificate,
  buildOfSetup,
  type EtcdSetup,
  isAtLeast,
  type SetupContext,
  tlsVersionOf,
} from './etcd-setup.ts';
import {verifyAsGo} from './go-verify.ts';
import {isUsableByGo, signingRefusal} from './handshake-rules.ts';
import {matchesHost} from './host-names.ts';
import type {LoadedSetup} from './load-setup.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {revokedAmong} from './revocation-list.ts';
import {type Answer, answered, fail, firstRefusal, OK} from './setup-answer.ts';

export type Presented = {
  readonly chain: readonly ParsedCertificate[];
  /** Sent as well, and readable to nobody. */
  readonly unread?: readonly string[];
  /** The port that HTTP is on too; a gRPC-only one knew no revocation list for long. */
  readonly isHttpPort: boolean;
  readonly by: 'client' | 'gateway';
};

type Listening = {
  readonly setup: EtcdSetup;
  readonly loaded: LoadedSetup;
  readonly context: SetupContext;
  readonly presented: Presented;
};

export function acceptedByListener(listening: Listening): Answer {
  const {setup, presented} = listening;
  if (!asksForCertificate(setup)) return OK;
  const {by, chain, unread = []} = presented;
  const [leaf] = chain;
  if (leaf === undefined) {
    const reason = 'etcd asks for a client certificate and none is given';
    return fail({hop: by, kind: 'no-certificate', reason});
  }
  return firstRefusal([
    () => keyAnswer(leaf, listening),
    () => unreadAnswer(unread, by),
    () => verifiedAnswer(listening),
    () => hostnameAnswer(leaf, listening),
    () => revocationAnswer(listening),
  ]);
}

function keyAnswer(leaf: ParsedCertificate, {setup, presented}: Listening): Answer {
  const reason = isUsableByGo(leaf)
    ? signingRefusal(leaf, tlsVersionOf(setup), buildOfSetup(setup))
    : `etcd can't use the key of ${leaf.subject} (${leaf.publicKey.text})`;
  return reason === undefined
    ? OK
    : fail({hop: presented.by, kind: 'handshake', reason, certificate: leaf});
}

function unreadAnswer([reason]: readonly string[], hop: Presented['by']): Answer {
  return reason === undefined
    ? OK
    : fail({
        hop,
        kind: 'parse',
        reason: `a certificate that is presented can't be read: ${reason}`,
      });
}

function verifiedAnswer({setup, loaded, context, presented}: Listening): Answer {
  const verdict = verifyAsGo({
    chain: presented.chain,
    roots: loaded.clientCas ?? context.systemRoots(),
    usage: 'clientAuth',
    nowMs: context.nowMs,
    build: buildOfSetup(setup),
    verifySignature: context.verifySignature,
  });
  return answered(verdict, presented.by);
}

function hostnameAnswer(leaf: ParsedCertificate, {setup, presented}: Listening): Answer {
  const {allowedHostnames} = setup;
  if (allowedHostnames.length === 0) return OK;
  if (allowedHostnames.some(name => matchesHost(leaf, name))) return OK;
  const reason = `--client-cert-allowed-hostname ${JSON.stringify(allowedHostnames.join(','))} does not fit ${leaf.subject}`;
  return fail({hop: presented.by, kind: 'allowed-hostname', reason, certificate: leaf});
}

// Until 3.5.32 and 3.6.13 a port for gRPC alone did not look at the list (GHSA-3wh4-j44w-pg92).
function revocationAnswer({setup, loaded, presented}: Listening): Answer {
  const {revoked} = loaded;
  const isFixed = isAtLeast(setup, 5, 32) && (isAtLeast(setup, 6, 13) || !isAtLeast(setup, 6));
  if (revoked === undefined || (!presented.isHttpPort && !isFixed)) return OK;
  const hop = presented.by;
  if (revoked.serials === undefined) {
    const reason = `etcd can't read --client-crl-file and closes every connection with a client certificate: ${revoked.reason}`;
    const file = setup.crl?.name;
    return fail({hop, kind: 'crl-unreadable', reason, ...(file !== undefined && {file})});
  }
  const certificate = revokedAmong(presented.chain, revoked.serials);
  if (certificate === undefined) return OK;
  const reason = `the serial ${certificate.serial} of ${certificate.subject} is in --client-crl-file`;
  return fail({hop, kind: 'crl', reason, certificate});
}
