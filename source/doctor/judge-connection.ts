// The first steps to an endpoint: its name and its port.
import {finding} from './catalogue.ts';
import {type Found, type Judged, judged, passed, unknown} from './judged.ts';
import type {DoctorContext, NameLookup, TcpAttempt} from './probe-facts.ts';

export function judgeName(lookup: NameLookup, context: DoctorContext, endpoint: string): Judged {
  const {host, system, direct, seconds} = lookup;
  if ('code' in system) {
    const found = finding('net-dns', {
      severity: 'error',
      endpoint,
      summary: `the name ${host} does not resolve`,
      evidence: [`getaddrinfo: ${system.code}`],
      remedy: `Correct the name ${host}, or the resolver of this host (/etc/resolv.conf).`,
    });
    return judged('name', [found], '', {seconds});
  }
  const addresses = system.addresses.join(', ');
  if (direct === undefined || 'addresses' in direct) {
    return passed('name', `${host} is ${addresses}`, {seconds});
  }
  // APISIX asks the name server for the bare name; a hosts file or a search domain hides that here.
  const found = finding('net-dns', {
    severity: context.isApisix ? 'warning' : 'info',
    endpoint,
    summary: `${host} resolves on this host, but not by asking the name server for it as APISIX does`,
    evidence: [`getaddrinfo: ${addresses}`, `name server: ${direct.code}`],
  });
  return judged('name', [found], `${host} is ${addresses}`, {seconds});
}

const NO_WAY = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'NO_ANSWER_IN_TIME']);

export function judgeTcp(attempts: readonly TcpAttempt[], endpoint: string): Judged {
  const seconds = Math.max(0, ...attempts.map(attempt => attempt.seconds));
  const evidence = attempts.map(describeAttempt);
  const working = attempts.filter(({failure}) => failure === undefined);
  const [first] = attempts;
  if (first === undefined) return unknown('tcp-connect', 'not tried');
  if (working.length > 0) {
    const others = attempts.length > working.length ? evidence : [];
    return passed('tcp-connect', 'connected', {seconds, evidence: others});
  }
  return judged('tcp-connect', [unreachable(first, endpoint, evidence)], '', {seconds});
}

function unreachable(
  {address, failure}: TcpAttempt,
  endpoint: string,
  evidence: readonly string[],
): Found {
  const code = failure?.code ?? '';
  const given = {severity: 'error', endpoint, evidence} as const;
  if (code === 'ECONNREFUSED') {
    return finding('net-refused', {...given, summary: `nothing listens at ${address}`});
  }
  if (NO_WAY.has(code)) {
    const summary = `no connection to ${address}: nothing comes back`;
    return finding('net-timeout', {...given, summary});
  }
  const summary = `the connection to ${address} fails: ${failure?.message ?? code}`;
  return finding('net-no-answer', {...given, summary});
}

function describeAttempt({address, failure, seconds}: TcpAttempt): string {
  const took = `${Math.max(1, Math.round(seconds * 1000))} ms`;
  return failure === undefined
    ? `${address}: connected in ${took}`
    : `${address}: ${failure.message} after ${took}`;
}
