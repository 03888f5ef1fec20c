// Would etcd accept this certificate as a client's? As far as it can be seen from outside: etcd runs
// Go's verification with usage clientAuth against --trusted-ca-file, of which the handshake shows
// only the CA names. The same question decides about our own certificate and, when client
// certificates are asked for, about the server's: the gateway presents it to its own gRPC server.
import type {GoBuild} from './go-build.ts';
import {
  dateFault,
  extensionFault,
  type GoFault,
  parseFault,
  signatureFault,
  usageFault,
} from './go-rules.ts';
import type {CaName} from './observations.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type Judgement =
  | {readonly verdict: 'ok'}
  | {
      readonly verdict: 'fail' | 'unknown';
      readonly kind: GoFault['kind'] | 'no-certificate' | 'ca-names' | 'no-ca-names';
      readonly reason: string;
      /** The certificate it is about. */
      readonly certificate?: ParsedCertificate;
    };

type Presented = {
  /** Leaf first, with everything that is presented beside it. */
  readonly chain: readonly ParsedCertificate[];
  readonly acceptableCas: readonly CaName[] | undefined;
  readonly nowMs: number;
  readonly build: GoBuild;
};

export function acceptedAsClient(presented: Presented): Judgement {
  const leaf = presented.chain[0];
  if (leaf === undefined) {
    return {verdict: 'fail', kind: 'no-certificate', reason: 'no certificate is presented'};
  }
  const names = new Set(presented.acceptableCas?.map(({der}) => der));
  const path = pathToCa(presented.chain, names);
  const faults = path.certificates.flatMap(certificate => {
    const fault = faultOf(certificate, presented);
    return fault === undefined ? [] : [{...fault, certificate}];
  });
  const usage = faults.find(({kind, verdict}) => kind === 'usage' && verdict === 'fail');
  const refused = usage ?? faults.find(({verdict}) => verdict === 'fail');
  if (refused !== undefined) return refused;
  const namesSeen = presented.acceptableCas !== undefined;
  return caJudgement(path, names, leaf, namesSeen) ?? faults[0] ?? {verdict: 'ok'};
}

type Path = {readonly certificates: readonly ParsedCertificate[]; readonly reachesCa: boolean};

// From the leaf upwards through what is presented, until a CA that the server named. Certificates
// beside the path are no part of any chain, so their usages do not count.
function pathToCa(chain: readonly ParsedCertificate[], names: ReadonlySet<string>): Path {
  const certificates: ParsedCertificate[] = [];
  let current = chain[0];
  while (current !== undefined) {
    certificates.push(current);
    if (names.has(current.issuerDer) || names.has(current.subjectDer)) {
      return {certificates, reachesCa: true};
    }
    const {issuerDer} = current;
    current = chain.find(
      candidate => candidate.subjectDer === issuerDer && !certificates.includes(candidate),
    );
  }
  return {certificates, reachesCa: false};
}

function faultOf(certificate: ParsedCertificate, presented: Presented): GoFault | undefined {
  return (
    parseFault(certificate, presented.build) ??
    usageFault(certificate, 'clientAuth', presented.build) ??
    dateFault(certificate, presented.nowMs) ??
    signatureFault(certificate, presented.build) ??
    extensionFault(certificate, presented.build)
  );
}

function caJudgement(
  path: Path,
  names: ReadonlySet<string>,
  leaf: ParsedCertificate,
  namesSeen: boolean,
): Judgement | undefined {
  if (path.reachesCa) return undefined;
  if (names.size === 0) {
    const reason = namesSeen
      ? 'the server names no CA: it may use its system roots, or an empty file'
      : 'the CAs that the server accepts can not be seen';
    return {verdict: 'unknown', kind: 'no-ca-names', reason};
  }
  const last = path.certificates.at(-1) ?? leaf;
  const reason = `${last.issuer} is not among the CAs that the server accepts`;
  return {verdict: 'fail', kind: 'ca-names', reason, certificate: last};
}
