// A revocation list with one serial number or none, signed by nobody: etcd looks at serials only.
// Written as DER by hand, since the library makes no list without a real signature.
import {pemOf} from '../support/made-certificates.ts';
import {
  type Files,
  filesOf,
  makeClient,
  makeIntermediate,
  makeRoot,
  makeServer,
} from './made-pki.ts';

const SERIALS = {server: 'c101', client: 'c202', int: '0303', none: undefined};

export async function withCrl(listed: keyof typeof SERIALS): Promise<Files> {
  const root = await makeRoot();
  const int = await makeIntermediate(root, {serial: SERIALS.int});
  const server = await makeServer(int, {serial: SERIALS.server});
  const client = await makeClient(int, {serial: SERIALS.client});
  const crl = revocationList(SERIALS[listed]);
  return {...filesOf({root, server, client}, int.pem), 'crl.pem': crl};
}

/** PEM. */
export function revocationList(serialHex: string | undefined): string {
  const algorithm = element('30', '06082a8648ce3d040302');
  const time = element('17', Buffer.from('240601000000Z').toString('hex'));
  const commonName = element('0c', Buffer.from('crl').toString('hex'));
  const attribute = element('30', `0603550403${commonName}`);
  const issuer = element('30', element('31', attribute));
  const revoked = serialHex === undefined ? '' : revokedOne(serialHex, time);
  const list = element('30', `020101${algorithm}${issuer}${time}${time}${revoked}`);
  const signature = element('03', '003006020101020101');
  return pemOf('X509 CRL', Buffer.from(element('30', list + algorithm + signature), 'hex'));
}

function revokedOne(serialHex: string, time: string): string {
  // A leading zero keeps the number positive.
  const isHigh = Number.parseInt(serialHex.slice(0, 2), 16) >= 0x80;
  const serial = element('02', isHigh ? `00${serialHex}` : serialHex);
  return element('30', element('30', serial + time));
}

function element(tag: string, contentHex: string): string {
  const length = contentHex.length / 2;
  const text = length.toString(16).padStart(length < 256 ? 2 : 4, '0');
  const prefix = length < 128 ? '' : length < 256 ? '81' : '82';
  return `${tag}${prefix}${text}${contentHex}`;
}
