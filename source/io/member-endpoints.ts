// Which members a cluster has and where they listen, so that all of them are checked and not only the
// endpoints that were given. Asked over the gateway; where no gateway answers (the very fault that is
// looked for) over gRPC, of a server whose certificate Go's rules accept.

import type {Endpoint} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {parseEndpoints} from '../config/values.ts';
import {decodeMemberListMessage, type MemberList} from '../etcd/member-list-message.ts';
import type {Member} from '../etcd/messages.ts';
import type {EndpointCertificates} from '../tls/certificates-report.ts';
import {printableText} from '../tls/printable-text.ts';
import {callGrpc} from './grpc-call.ts';
import type {TlsMaterial} from './tls-material.ts';

export type MemberEndpoint = {
  /** Printable. */
  readonly memberName: string;
  /** As listed, printable. */
  readonly url: string;
  /** What to dial, or why it is not dialed. */
  readonly target: {readonly endpoint: Endpoint} | {readonly reason: string};
};

/** More members than any cluster has; what a damaged list holds beyond it is left out. */
const MEMBER_URLS_MAX = 32;

/** The URLs of members that no given endpoint already stands for. */
export function memberEndpoints(options: {
  readonly members: readonly Member[];
  readonly given: readonly Endpoint[];
  /** Ids of the members that answered under given endpoints. */
  readonly answeredIds: ReadonlySet<string>;
}): readonly MemberEndpoint[] {
  const {members, given, answeredIds} = options;
  const isLocal = given.some(({host}) => isOwnHost(host));
  const known = new Set(given.map(({url}) => url));
  const found = members
    .filter(({id}) => !answeredIds.has(id))
    .flatMap(member => member.clientUrls.map(url => describe(member, url, isLocal)));
  const others = found.filter(
    ({target}) => !('endpoint' in target && known.has(target.endpoint.url)),
  );
  return others.slice(0, MEMBER_URLS_MAX);
}

/** Never rejects: without an answer nothing is known. */
export async function askMembersByGrpc(options: {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}): Promise<MemberList | undefined> {
  const {outcome, message} = await callGrpc(options, '/etcdserverpb.Cluster/MemberList');
  if (outcome.kind !== 'answered' || outcome.code !== 0 || message === undefined) return undefined;
  return decodeMemberListMessage(message);
}

/** Whether a given endpoint showed enough that its word about other hosts may be followed. */
export function isTrusted({observed}: EndpointCertificates): boolean {
  return observed.grpc.verdict === 'ok';
}

export function memberNameOf({name, id}: Member): string {
  return name === '' ? id : printableText(name, 64);
}

function describe(member: Member, url: string, isLocal: boolean): MemberEndpoint {
  const target = targetOf(url, isLocal);
  return {
    memberName: memberNameOf(member),
    url: 'endpoint' in target ? target.endpoint.url : printableText(url, 200),
    target,
  };
}

function targetOf(url: string, isLocal: boolean): MemberEndpoint['target'] {
  const endpoint = endpointOf(url);
  if (endpoint === undefined) return {reason: 'the member list names no http or https URL'};
  // etcd's default is http://localhost:2379, which from here is this host.
  if (!isLocal && isOwnHost(endpoint.host)) {
    return {
      reason: `its --advertise-client-urls names ${endpoint.host}, which from here is this host`,
    };
  }
  return {endpoint};
}

function endpointOf(url: string): Endpoint | undefined {
  if (!/^https?:\/\/[^,]+$/i.test(url)) return undefined;
  try {
    return parseEndpoints({value: url, origin: {source: 'default'}}, false)[0];
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function isOwnHost(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:7f.*)$/i.test(host);
}
