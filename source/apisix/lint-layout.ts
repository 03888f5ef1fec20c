// Traps of where things stand: a 2.x block in a 3.x file, a block in the wrong place, an APISIX that
// takes its configuration from somewhere else, keys that nobody reads.
import type {ApisixFinding} from './apisix-connection.ts';
import {type ConfigMap, type ConfigNode, entryAt, nodeAt} from './config-node.ts';
import {isVersionIn} from './era.ts';
import {findingOn, type Lint, type LintInput, pathText} from './lint-input.ts';

export const lintTopLevel: Lint = input => {
  const entry = entryAt(input.user, ['etcd']);
  const isElsewhere = nestedEtcd(input.user);
  const findings: ApisixFinding[] = isElsewhere.map(({path, node}) =>
    findingOn(input, node, {
      id: 'cfg-toplevel',
      severity: 'error',
      summary: `an etcd block stands below ${pathText(path.slice(0, -1))}, where APISIX does not look`,
      evidence: [`${pathText(path)} is read by nobody; ${pathText(input.block.path)} counts`],
      remedy: `Move it to ${pathText(input.block.path)}: indentation decides.`,
      reference: 'apisix #9026',
    }),
  );
  if (entry === undefined) return findings;
  if (input.block.layout === 'deployment') {
    findings.push(
      findingOn(input, entry.keyOrigin, {
        id: 'cfg-toplevel',
        severity: 'error',
        summary:
          'the top-level etcd block is one of APISIX 2.x: 3.x overwrites it with deployment.etcd without a word',
        evidence: ownBlock(input),
        remedy: 'Move the block below deployment: and indent it.',
        reference: 'apisix #9557, #9026',
      }),
    );
  } else if (!input.isEraCertain) {
    findings.push(
      findingOn(input, entry.keyOrigin, {
        id: 'cfg-toplevel',
        severity: 'warning',
        summary:
          'read as APISIX 2.x, because etcd stands at the top level: 3.x would ignore this block',
        evidence: ['no installation beside the file tells the version'],
        remedy: 'With APISIX 3.x, move the block below deployment: and indent it.',
      }),
    );
  }
  return findings;
};

export const lintProvider: Lint = input => {
  const {provider, role, unknownProvider, unknownRole} = input.block;
  const findings: ApisixFinding[] = [];
  if (unknownRole !== undefined) {
    findings.push(unknownWord(input, unknownRole.origin, 'deployment.role', unknownRole.value));
  }
  if (unknownProvider !== undefined) {
    findings.push(
      unknownWord(input, unknownProvider.origin, 'config_provider', unknownProvider.value),
    );
  }
  if (provider.value === 'control_plane') findings.push(controlPlane(input));
  else if (provider.value !== 'etcd') {
    findings.push(
      findingOn(input, provider.origin, {
        id: 'cfg-provider',
        severity: 'warning',
        summary: `this APISIX (${role.value}) takes its configuration from ${provider.value}, not from etcd`,
        evidence: [`config_provider: ${provider.value}`],
        remedy: 'If it should read etcd, set config_provider: etcd for its role.',
      }),
    );
  }
  return findings;
};

export const lintGrpc: Lint = input => {
  const node = nodeAt(input.merged, [...input.block.path, 'use_grpc']);
  if (node?.kind !== 'scalar' || node.value !== true) return [];
  const isUsed = !isVersionIn(input.version, '3.6.0');
  return [
    findingOn(input, node, {
      id: 'cfg-use-grpc',
      severity: 'warning',
      summary: isUsed
        ? 'use_grpc: APISIX 3.1 to 3.5 then reads etcd by gRPC and not by HTTP, the way looked at here; later ones ignore it'
        : 'use_grpc has no effect since 3.6: APISIX reads etcd by HTTP',
      evidence: ['use_grpc: true'],
      remedy: 'Remove it.',
      reference: 'apisix #10015',
    }),
  ];
};

export const lintConfServer: Lint = input => {
  const {role, provider, layout} = input.block;
  const isThen = isVersionIn(input.version, '3.0.0', '3.6.0');
  if (!isThen || layout !== 'deployment' || provider.value !== 'etcd') return [];
  if (role.value === 'data_plane') return [];
  return [
    findingOn(input, undefined, {
      id: 'cfg-conf-server',
      severity: 'info',
      summary: `workers of APISIX ${input.version ?? '3.0 to 3.5'} reach etcd through nginx's own socket conf/config_listen.sock`,
      evidence: [],
      remedy:
        'Nothing to do; "upstream timed out ... POST /v3/watch" in its log belongs to that and is harmless.',
      reference: 'apisix #10012',
    }),
  ];
};

export const lintEtcdMissing: Lint = input => {
  const {path, provider} = input.block;
  if (provider.value !== 'etcd') return [];
  const node = nodeAt(input.merged, path);
  if (node?.kind === 'map') return [];
  return [
    findingOn(input, node ?? entryAt(input.user, path)?.keyOrigin, {
      id: 'cfg-no-etcd',
      severity: 'error',
      summary: `${pathText(path)} is empty: an empty key takes away the defaults, and APISIX does not start`,
      evidence: ['failed to read `etcd` field from yaml file when init etcd'],
      remedy: `Fill ${pathText(path)}, or remove the key.`,
    }),
  ];
};

function ownBlock({block, merged}: LintInput): readonly string[] {
  const node = nodeAt(merged, [...block.path, 'host']);
  const hosts = node?.kind === 'list' ? node.items : [];
  const texts = hosts.flatMap(item => (item.kind === 'scalar' ? [String(item.value)] : []));
  return texts.length === 0
    ? []
    : [`what counts: ${pathText(block.path)}.host: ${texts.join(', ')}`];
}

/** Blocks with hosts, named etcd, one or two levels below where none is read. */
function nestedEtcd(user: ConfigMap): readonly {path: readonly string[]; node: ConfigNode}[] {
  const parents = [['apisix'], ['apisix', 'ssl'], ['deployment', 'admin'], ['nginx_config']];
  return parents.flatMap(parent => {
    const path = [...parent, 'etcd'];
    const node = nodeAt(user, path);
    return node !== undefined && nodeAt(node, ['host']) !== undefined ? [{path, node}] : [];
  });
}

function controlPlane(input: LintInput): ApisixFinding {
  const isGone = isVersionIn(input.version, '3.6.0');
  return findingOn(input, input.block.provider.origin, {
    id: 'cfg-provider',
    severity: isGone ? 'error' : 'warning',
    summary: isGone
      ? 'config_provider: control_plane was removed in 3.6: this data plane has no configuration'
      : "this data plane reads its control plane's conf server (3.0 to 3.5), not etcd itself",
    evidence: ['config_provider: control_plane'],
    remedy: isGone
      ? 'Set config_provider: etcd and fill deployment.etcd.'
      : 'Look at etcd from the control plane too; what is checked here is the conf server.',
    reference: 'apisix #10012',
  });
}

function unknownWord(
  input: LintInput,
  at: Parameters<typeof findingOn>[1],
  name: string,
  value: string,
): ApisixFinding {
  return findingOn(input, at, {
    id: 'cfg-role',
    severity: 'error',
    summary: `${name} is ${JSON.stringify(value)}, which APISIX does not know`,
    evidence: [`${name}: ${value}`],
    remedy:
      name === 'deployment.role'
        ? 'Write traditional, control_plane or data_plane.'
        : 'Write etcd (or yaml, json, xds where the version has it).',
  });
}
