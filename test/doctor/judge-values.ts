// Facts as the doctor's probes hand them over, for tests of its judges: healthy ones, to be changed in
// the one point that a test is about.

import type {MemberFacts} from '../../source/doctor/judge-members.ts';
import type {DoctorContext} from '../../source/doctor/probe-facts.ts';
import type {RangeResponse, StatusResponse} from '../../source/etcd/messages.ts';

export const url = 'http://10.0.0.1:2379';

export const header = {clusterId: 'c1', memberId: 'm1', revision: 20, raftTerm: 2};

export const status: StatusResponse = {
  header,
  version: '3.5.30',
  dbSizeBytes: 20_000,
  leader: 'm1',
  raftIndex: 30,
  raftTerm: 2,
  isLearner: false,
  errors: [],
};

export const range: RangeResponse = {header, kvs: [], more: false, count: 0};

export const member: MemberFacts = {
  endpoint: url,
  isGiven: true,
  isLoopback: false,
  isReached: true,
  gatewayIsOff: false,
  gatewayWorks: true,
  etcdVersion: '3.5.30',
  status,
  clusterId: 'c1',
  memberId: 'm1',
};

export const other: MemberFacts = {
  ...member,
  endpoint: 'http://10.0.0.2:2379',
  memberId: 'm2',
  status: {...status, header: {...header, memberId: 'm2'}},
};

const standard = <T>(value: T) => ({value, origin: {source: 'default'}}) as const;

export function contextOf(given: {
  readonly prefix?: string;
  readonly isApisix?: boolean;
}): DoctorContext {
  const text = given.prefix ?? '/apisix/';
  return {
    settings: {
      endpoints: standard([{url, tls: false, host: '10.0.0.1', port: 2379}]),
      insecureSkipTlsVerify: standard(false),
      dialTimeoutMs: standard(2_000),
      commandTimeoutMs: standard(5_000),
      user: standard('apisix'),
      debug: false,
    },
    isApisix: given.isApisix ?? false,
    timeoutSeconds: 30,
    prefix: {bytes: Buffer.from(text), text},
    nowMs: 0,
  };
}
