// The two ways into etcd, with the verdict of a real call on each arrow: etcdctl goes straight to the
// gRPC server, HTTP clients go through the gateway, which dials that server itself. Everything in the
// product hangs on this picture.
import type {EndpointCertificates, HopVerdict} from '../tls/certificates-report.ts';
import {verdictText} from './certificates-marks.ts';
import {displayWidth, padText} from './display-width.ts';
import {type Line, type Role, type Span, span} from './lines.ts';

export function pathPicture({observed}: EndpointCertificates, width: number): Line[] {
  const words = width >= 78 ? WIDE : width >= 56 ? NARROW : TINY;
  const names = Math.max(displayWidth(words.clients), displayWidth(ETCDCTL));
  const lower: Span[] = [
    span(` ${padText(words.clients, names)} `),
    ...arrow(observed.https.verdict, words.dashes),
    span(` ${words.gateway} `, 'strong'),
    ...arrow(observed.gateway.verdict, words.dashes),
    span(` ${words.server}`, 'strong'),
  ];
  const columns = lower.reduce((sum, {text}) => sum + displayWidth(text), 0);
  const server = displayWidth(words.server);
  const start = ` ${padText(ETCDCTL, names)} `;
  const room = columns - displayWidth(start) - server - 1;
  const upper: Span[] = [
    span(start),
    ...arrow(observed.grpc.verdict, words.dashes, room),
    span(` ${words.server}`, 'strong'),
  ];
  return [upper, lower];
}

const ETCDCTL = 'etcdctl';

const WIDE = {
  clients: 'APISIX, etcdscope',
  gateway: 'gRPC gateway',
  server: 'gRPC server',
  dashes: 2,
};
const NARROW = {clients: 'APISIX', gateway: 'gateway', server: 'gRPC', dashes: 1};
const TINY = {clients: 'HTTP', gateway: 'gw', server: 'gRPC', dashes: 0};

const ROLES: Readonly<Record<HopVerdict, Role>> = {ok: 'ok', fail: 'error', unknown: 'unknown'};

/** ──✓ ok──▶, or as wide as asked for. */
function arrow(verdict: HopVerdict, dashes: number, columns = 0): Span[] {
  const word = `${verdictText(verdict)}`;
  const wanted = Math.max(dashes * 2 + displayWidth(word) + 3, columns);
  const spare = wanted - displayWidth(word) - 3;
  const before = '─'.repeat(Math.floor(spare / 2));
  const after = '─'.repeat(Math.ceil(spare / 2));
  const role = ROLES[verdict];
  return [span(`${before} `, role), span(word, role), span(` ${after}▶`, role)];
}
