// The gateway's second hop: it dials its own gRPC server and shows its SERVER certificate as a client
// certificate. Where clients must have one, a server certificate that is not good for clients leaves
// every gateway call at 503 while /version, /health and gRPC stay green. Told from the certificates.
import {X509Certificate} from 'node:crypto';
import {EtcdError} from './etcd-error.ts';
import type {Generation} from './releases.ts';

export type GatewayTls = {
  /** PEM: the server's chain and key. */
  readonly cert: string;
  readonly key: string;
  /** PEM of the roots that client certificates must lead to; given, clients must show one. */
  readonly clientCa?: string;
};

const clientAuth = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/** Why no gateway call can work; undefined when the second hop holds. */
export function secondHopFailure(
  tls: GatewayTls | undefined,
  generation: Generation,
): EtcdError | undefined {
  if (tls?.clientCa === undefined) return undefined;
  const certificate = new X509Certificate(tls.cert);
  const ca = new X509Certificate(tls.clientCa);
  if (isGoodForClients(certificate) && isTrusted(certificate, ca)) return undefined;
  const stage =
    generation === 'v1'
      ? 'transport: authentication handshake failed'
      : 'error reading server preface';
  const reason = `"${stage}: remote error: tls: bad certificate"`;
  return new EtcdError(14, `connection error: desc = ${reason}`, true);
}

/** Without the extension a certificate is good for everything. */
function isGoodForClients({keyUsage}: X509Certificate): boolean {
  // Node's keyUsage is the extended key usage, as object identifiers.
  const usages: readonly string[] | undefined = keyUsage;
  return usages === undefined || usages.includes(clientAuth) || usages.includes(anyUsage);
}

function isTrusted(certificate: X509Certificate, ca: X509Certificate): boolean {
  const now = Date.now();
  const isCurrent =
    certificate.validFromDate.getTime() <= now && now <= certificate.validToDate.getTime();
  return isCurrent && certificate.checkIssued(ca) && certificate.verify(ca.publicKey);
}
