// A server certificate whose common name is an etcd user. The gateway shows that certificate to its
// own gRPC server, and etcd takes the CN of a client certificate for a user's name: before 3.3.11 any
// HTTP client was that user (CVE-2018-16886). Newer ones refuse; the name is still a trap.
import {hasFix, parseServerVersion} from '../etcd/server-version.ts';
import type {EndpointCertificates, Finding} from './certificates-report.ts';

/** `userNames`: known only while authentication is on; root exists whenever it is. */
export function userNameFindings(
  {chain, etcdVersion}: EndpointCertificates,
  userNames: readonly string[],
): readonly Finding[] {
  const subject = chain[0]?.subject ?? '';
  const name = commonNameOf(subject);
  if (name === undefined || !userNames.includes(name)) return [];
  const isHole = etcdVersion !== undefined && takesServerNameForUser(etcdVersion);
  return [
    {
      id: 'tls-server-cn-user',
      severity: isHole ? 'error' : 'warning',
      hop: 'gateway',
      summary: isHole
        ? `every HTTP client is the etcd user ${name}: the server certificate has its name as CN`
        : `the server certificate's CN is the name of the etcd user ${name}`,
      evidence: [`certificate: ${subject}`, `etcd user: ${name}`],
      remedy: `Re-issue the server certificate with another CN, or none.${isHole ? ' And upgrade etcd.' : ''}`,
      reference: 'CVE-2018-16886',
    },
  ];
}

// RFC 4514 text: what is escaped there is no user's name that anybody would choose.
function commonNameOf(subject: string): string | undefined {
  return /(?:^|,)CN=([^,\\+]+)/.exec(subject)?.[1];
}

function takesServerNameForUser(etcdVersion: string): boolean {
  const version = parseServerVersion(etcdVersion);
  return version !== undefined && !hasFix(version, ['3.2.26', '3.3.11']);
}
