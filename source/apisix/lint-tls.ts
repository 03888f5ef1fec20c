// Traps of TLS: the CA in the wrong place, half a client certificate, verification off or only meant
// to be off, a name to verify that is none, or that only half of APISIX uses.
import type {ApisixFinding, ApisixSetting} from './apisix-connection.ts';
import {entryAt, nodeAt} from './config-node.ts';
import {isUnresolved, textAt} from './config-values.ts';
import {isVersionIn} from './era.ts';
import {findingOn, type Lint, type LintInput, pathText} from './lint-input.ts';

const caPath = ['apisix', 'ssl', 'ssl_trusted_certificate'];

export const lintTrustedCertificate: Lint = input => {
  const {path} = input.block;
  const places = [
    ...caNames.map(name => [...path, 'tls', name]),
    ...caNames.map(name => [...path, name]),
    ['apisix', 'ssl_trusted_certificate'],
    ['ssl_trusted_certificate'],
    ['deployment', 'ssl_trusted_certificate'],
    ['ssl', 'ssl_trusted_certificate'],
  ];
  const misplaced = places.flatMap(place => {
    const entry = entryAt(input.merged, place);
    return entry === undefined ? [] : [{place, entry}];
  });
  const findings = misplaced.map(({place, entry}) =>
    findingOn(input, entry.keyOrigin, {
      id: 'tls-ca-misplaced',
      severity: 'error',
      summary: `${pathText(place)} is read by nobody: the CA belongs to apisix.ssl.ssl_trusted_certificate`,
      evidence: [`${pathText(caPath)}: ${textAt(input.merged, caPath)?.value ?? 'not set'}`],
      remedy: 'Move the path of the CA file to apisix: ssl: ssl_trusted_certificate:',
      reference: 'apisix #3599, #4322, #5608',
    }),
  );
  return [...findings, ...trustNothing(input, misplaced.length > 0)];
};

export const lintClientCertificate: Lint = input => {
  const {cert, key} = input.block;
  const [certNode, keyNode] = [nodeAt(input.merged, cert), nodeAt(input.merged, key)];
  const given = certNode ?? keyNode;
  if (given === undefined) return [];
  if (certNode === undefined || keyNode === undefined) {
    const missing = certNode === undefined ? cert : key;
    return [
      findingOn(input, given, {
        id: 'cfg-client-half',
        severity: 'error',
        summary: `${pathText(missing)} is missing: no client certificate is sent`,
        evidence: [],
        remedy: `Set ${pathText(missing)} too, or remove the other one.`,
      }),
    ];
  }
  return hasTls(input)
    ? []
    : [
        findingOn(input, given, {
          id: 'cfg-client-unused',
          severity: 'warning',
          summary: 'a client certificate is set, but every host is http://: it is never sent',
          evidence: [],
          remedy: 'Write the hosts with https://, or remove tls.cert and tls.key.',
        }),
      ];
};

export const lintVerify: Lint = input => {
  const path = [...input.block.path, 'tls', 'verify'];
  const node = nodeAt(input.merged, path);
  if (node?.kind !== 'scalar' || node.value === null || !hasTls(input)) return [];
  if (node.value === false) {
    return [
      findingOn(input, node, {
        id: 'tls-verify-off',
        severity: 'warning',
        summary:
          'tls.verify is false: APISIX talks to any server that answers, and sends it the password',
        evidence: ['verify: false'],
        remedy: 'Set apisix.ssl.ssl_trusted_certificate to the CA of etcd and verify: true.',
      }),
    ];
  }
  if (typeof node.value === 'boolean') return [];
  return [
    findingOn(input, node, {
      id: 'cfg-type',
      severity: 'warning',
      summary: `tls.verify is ${JSON.stringify(String(node.value))}, which is no boolean: only false switches verification off`,
      evidence: [`verify: ${String(node.value)}`],
      remedy: 'Write true or false, without quotes.',
    }),
  ];
};

export const lintServerName: Lint = input => {
  const sni = textAt(input.merged, [...input.block.path, 'tls', 'sni']);
  if (sni === undefined || isUnresolved(sni.value)) return [];
  const isName = /^[a-z\d*]([a-z\d.-]*[a-z\d])?$/i.test(sni.value);
  return isName
    ? cliWithoutName(input, sni)
    : [
        findingOn(input, sni.origin, {
          id: 'cfg-sni',
          severity: 'error',
          summary: `tls.sni ${JSON.stringify(sni.value)} is no host name: scheme and port do not belong to it`,
          evidence: [`sni: ${sni.value}`],
          remedy: 'Write one name of the server certificate, as etcd.example.com.',
        }),
      ];
};

/** What people write where the CA does not belong. */
export const caNames: readonly string[] = [
  'ssl_trusted_certificate',
  'ca',
  'cacert',
  'ca_cert',
  'cafile',
  'ca_file',
  'trusted_ca',
  'trusted_ca_cert',
  'mtls',
];
/** apisix/cli/etcd.lua verifies the URL's host, and has no other name. */
function cliWithoutName(input: LintInput, sni: ApisixSetting<string>): readonly ApisixFinding[] {
  if (!hasTls(input) || verifyValue(input) === false) return [];
  return [
    findingOn(input, sni.origin, {
      id: 'tls-cli-no-sni',
      severity: 'info',
      summary: `apisix init_etcd and apisix start verify the hosts themselves: only the workers use ${sni.value}`,
      evidence: [`sni: ${sni.value}`],
      remedy:
        'If the start fails with "certificate verify failed", put the hosts into the SAN of the server certificate.',
    }),
  ];
}

function hasTls({merged, block}: LintInput): boolean {
  const node = nodeAt(merged, [...block.path, 'host']);
  const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return items.some(item => item.kind === 'scalar' && /^https:/i.test(String(item.value)));
}

/** Up to 3.11 nothing is trusted where no CA is set. */
function trustNothing(input: LintInput, isMisplaced: boolean): readonly ApisixFinding[] {
  const isVerified =
    hasTls(input) && !(nodeOfVerify(input)?.kind === 'scalar' && verifyValue(input) === false);
  if (!isVerified || nodeAt(input.merged, caPath) !== undefined) return [];
  const isOld = input.block.era === '2.x' || isVersionIn(input.version, '2.0.0', '3.12.0');
  return [
    findingOn(input, nodeAt(input.merged, [...input.block.path, 'host']), {
      id: 'tls-ca-unset',
      severity: isOld && !isMisplaced ? 'error' : 'warning',
      summary: isOld
        ? "no apisix.ssl.ssl_trusted_certificate: this APISIX trusts no CA at all, not even the system's"
        : "no apisix.ssl.ssl_trusted_certificate: up to 3.11 APISIX then trusts no CA at all, from 3.12 on the system's",
      evidence: ['20: unable to get local issuer certificate'],
      remedy: 'Set apisix: ssl: ssl_trusted_certificate: to the file with the CA of etcd.',
      reference: 'apisix #11993',
    }),
  ];
}

function nodeOfVerify({merged, block}: LintInput) {
  return nodeAt(merged, [...block.path, 'tls', 'verify']);
}

function verifyValue(input: LintInput): unknown {
  const node = nodeOfVerify(input);
  return node?.kind === 'scalar' ? node.value : undefined;
}
