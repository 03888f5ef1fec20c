// From the text of APISIX's files to its connection and to what is wrong with them. Everything that
// only a file system knows is handed in: the texts, the version installed, the variables.
import type {
  ApisixConnection,
  ApisixFinding,
  ApisixOrigin,
  ApisixReading,
} from './apisix-connection.ts';
import {type ConfigMap, nodeAt, nodeOf} from './config-node.ts';
import {defaultConfig} from './default-config.ts';
import {type ApisixEra, isVersionIn, parseApisixVersion, readEra} from './era.ts';
import {findEtcdBlock} from './etcd-block.ts';
import {findingAt, inOrder} from './findings.ts';
import {lintCredentials, lintVariables} from './lint-credentials.ts';
import {lintHosts, lintPrefix, lintTimes} from './lint-hosts.ts';
import type {Lint, LintInput} from './lint-input.ts';
import {lintUnknownKeys} from './lint-keys.ts';
import {
  lintConfServer,
  lintEtcdMissing,
  lintGrpc,
  lintProvider,
  lintTopLevel,
} from './lint-layout.ts';
import {
  lintClientCertificate,
  lintServerName,
  lintTrustedCertificate,
  lintVerify,
} from './lint-tls.ts';
import {mergeConfig} from './merge-config.ts';
import {parseConfig, type YamlDialect} from './parse-config.ts';
import {readSettings} from './settings-reading.ts';
import {type ConfigVariables, substituteVariables} from './variables.ts';

export type ConfigText = {readonly file: string; readonly text: string};

export type ConfigSource = {
  readonly user: ConfigText;
  /** conf/config-default.yaml beside it: APISIX up to 3.9 has one. */
  readonly defaults?: ConfigText;
  readonly home: string;
  /** As installed: 3.9.1. */
  readonly version?: string;
  /** The environment of APISIX, as far as it can be seen, over our own. */
  readonly variables: ConfigVariables;
};

export function readConfig(source: ConfigSource): ApisixReading {
  const files = [...(source.defaults ? [source.defaults.file] : []), source.user.file];
  const defaults = source.defaults && parse(source.defaults, source);
  if (defaults?.ok === false) return {ok: false, files, findings: defaults.findings};
  const parsed = parse(source.user, source);
  if (!parsed.ok) return {ok: false, files, findings: parsed.findings};
  const {version} = source;
  const {era, isCertain} = readEra({version, defaults: defaults?.root, user: parsed.root});
  const {root: user, missing} = substituteVariables(parsed.root, source.variables);
  const base = defaults?.root ?? defaultConfig(era, version);
  const merged = mergeConfig(base, user, source.user.file);
  const hosts = withHostVariable(merged.root, era, source);
  const block = findEtcdBlock(hosts.root, era);
  const input: LintInput = {
    file: source.user.file,
    user,
    merged: hosts.root,
    block,
    version,
    isEraCertain: isCertain,
    missing,
  };
  const findings = [
    ...parsed.findings,
    ...merged.findings,
    ...hosts.findings,
    ...lintsFor(input).flatMap(lint => lint(input)),
  ];
  const connection: ApisixConnection = {
    files,
    home: source.home,
    ...(parseApisixVersion(version) && version !== undefined && {version}),
    ...readSettings(hosts.root, block, source.home),
    findings: inOrder(findings),
  };
  return {ok: true, connection};
}

function parse({file, text}: ConfigText, source: ConfigSource) {
  return parseConfig(file, text, dialectOf(source));
}

/** 3.10 changed to lyaml, and did away with config-default.yaml. */
function dialectOf({version, defaults}: ConfigSource): YamlDialect {
  if (parseApisixVersion(version) === undefined) return defaults ? 'tinyyaml' : 'lyaml';
  return isVersionIn(version, '3.10.0') ? 'lyaml' : 'tinyyaml';
}

/** What is asked of a file that does not use etcd at all is less. */
function lintsFor({block}: LintInput): readonly Lint[] {
  const always = [lintTopLevel, lintProvider, lintVariables];
  if (block.provider.value !== 'etcd' && block.provider.value !== 'control_plane') return always;
  return [
    ...always,
    lintEtcdMissing,
    lintHosts,
    lintPrefix,
    lintTimes,
    lintCredentials,
    lintTrustedCertificate,
    lintClientCertificate,
    lintVerify,
    lintServerName,
    lintUnknownKeys,
    lintGrpc,
    lintConfServer,
  ];
}

const hostVariable = 'APISIX_DEPLOYMENT_ETCD_HOST';

/** replace_by_reserved_env_vars of file.lua, from 3.2 on: JSON that replaces the hosts. */
function withHostVariable(
  root: ConfigMap,
  era: ApisixEra,
  {variables, version, user}: ConfigSource,
): {root: ConfigMap; findings: readonly ApisixFinding[]} {
  const text = variables[hostVariable];
  const isRead = era === '3.x' && !isVersionIn(version, '2.99.0', '3.2.0');
  if (text === undefined || !isRead || nodeAt(root, ['deployment', 'etcd']) === undefined) {
    return {root, findings: []};
  }
  const origin: ApisixOrigin = {source: 'variable', name: hostVariable};
  const value = parseJson(text);
  if (value === undefined) {
    const finding = findingAt(origin, user.file, {
      id: 'cfg-env',
      severity: 'error',
      summary: `${hostVariable} is no JSON: APISIX goes on with the hosts of the file`,
      evidence: [`parse \${${hostVariable}} failed`],
      remedy: `Write a JSON list: ${hostVariable}='["https://10.0.0.1:2379"]'`,
    });
    return {root, findings: [finding]};
  }
  const over = nodeOf({deployment: {etcd: {host: value}}}, origin) as ConfigMap;
  return {root: mergeConfig(root, over, user.file).root, findings: []};
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value ?? undefined;
  } catch {
    return undefined;
  }
}
