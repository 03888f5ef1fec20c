// The first steps to an endpoint, one by one and timed: its name resolved as programs do and as APISIX
// does, and a TCP connection to every address of it.
import {lookup, Resolver} from 'node:dns/promises';
import net from 'node:net';
import type {Endpoint} from '../config/settings.ts';
import type {NameLookup, TcpAttempt} from '../doctor/probe-facts.ts';
import {TimeLimitError} from './network-failure.ts';
import {describeNoAnswer} from './no-answer.ts';

type StepLimits = {readonly timeoutMs: number; readonly signal: AbortSignal};

const ADDRESSES_MAX = 8;

/** undefined: the endpoint is an address already. Never rejects. */
export async function lookUpName(
  {host}: Endpoint,
  limits: StepLimits,
): Promise<NameLookup | undefined> {
  if (net.isIP(host) !== 0) return undefined;
  const started = performance.now();
  const system = await inTime(
    lookup(host, {all: true}).then(found => ({addresses: found.map(({address}) => address)})),
    limits,
  ).catch(error => ({code: codeOf(error)}));
  const isLocal = host === 'localhost' || host.endsWith('.localhost');
  const direct = isLocal ? undefined : await askNameServer(host, limits);
  const seconds = (performance.now() - started) / 1000;
  return {host, seconds, system, ...(direct !== undefined && {direct})};
}

async function askNameServer(
  host: string,
  limits: StepLimits,
): Promise<NonNullable<NameLookup['direct']>> {
  const resolver = new Resolver({timeout: Math.min(1_000, limits.timeoutMs), tries: 1});
  try {
    return {addresses: await inTime(resolver.resolve4(host), limits)};
  } catch (error) {
    return {code: codeOf(error)};
  } finally {
    resolver.cancel();
  }
}

export async function connectToAll(
  {host, port}: Endpoint,
  addresses: readonly string[],
  limits: StepLimits,
): Promise<readonly TcpAttempt[]> {
  const targets = addresses.length === 0 ? [host] : [...new Set(addresses)].slice(0, ADDRESSES_MAX);
  return Promise.all(targets.map(address => connectOnce(address, port, limits)));
}

function connectOnce(address: string, port: number, limits: StepLimits): Promise<TcpAttempt> {
  const started = performance.now();
  const shown = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return new Promise(resolve => {
    const socket = net.connect({host: address, port});
    let isSettled = false;
    const settle = (error?: unknown) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', give);
      socket.destroy();
      const seconds = (performance.now() - started) / 1000;
      const failure = error === undefined ? undefined : describeNoAnswer(error);
      resolve({address: shown, seconds, ...(failure !== undefined && {failure})});
    };
    const late = `no connection within ${limits.timeoutMs / 1000} s`;
    // After one more look at the sockets: on a busy host the timer may be heard before they are.
    const timer = setTimeout(
      () => setImmediate(() => settle(new TimeLimitError(late))),
      limits.timeoutMs,
    );
    const give = () => settle(new TimeLimitError('the time for the whole run was up'));
    limits.signal.addEventListener('abort', give, {once: true});
    socket.once('connect', () => settle());
    socket.once('error', settle);
    if (limits.signal.aborted) give();
  });
}

function inTime<T>(work: Promise<T>, {timeoutMs, signal}: StepLimits): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(Object.assign(new Error('no answer in time'), {code: 'ETIMEOUT'}));
    const timer = setTimeout(end, timeoutMs);
    signal.addEventListener('abort', end, {once: true});
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    });
  });
}

function codeOf(error: unknown): string {
  const {code} = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : 'no answer';
}
