// Traps of user and password, of values with the wrong type, and of variables without a value. No
// finding quotes a password.
import type {ApisixFinding} from './apisix-connection.ts';
import {type ConfigNode, nodeAt} from './config-node.ts';
import {findingOn, type Lint, type LintInput, pathText} from './lint-input.ts';

export const lintCredentials: Lint = input => {
  const [user, password] = ['user', 'password'].map(name =>
    nodeAt(input.merged, [...input.block.path, name]),
  );
  const given = user ?? password;
  const findings = texts.flatMap(name => typeFindings(input, name));
  if (given === undefined || (user !== undefined && password !== undefined)) return findings;
  const missing = user === undefined ? 'user' : 'password';
  return [
    ...findings,
    findingOn(input, given, {
      id: 'cfg-auth-half',
      severity: 'error',
      summary: `${missing} is missing beside ${missing === 'user' ? 'password' : 'user'}: APISIX logs in only when both are set`,
      evidence: [],
      remedy: `Set ${pathText(input.block.path)}.${missing}, or remove the other one.`,
    }),
  ];
};

// A running APISIX may well have what we can't see: only what the connection needs is an error.
export const lintVariables: Lint = input => {
  const needed = new Set(
    neededPaths(input).flatMap(path => namesBelow(nodeAt(input.merged, path))),
  );
  const named = new Map(input.missing.map(variable => [variable.name, variable]));
  return [...named.values()].map(({name, origin}) =>
    findingOn(input, origin, {
      id: 'cfg-env',
      severity: needed.has(name) ? 'error' : 'info',
      summary: `the variable ${name} has no value here and no default: without one APISIX does not start`,
      evidence: [`failed to handle configuration: can't find environment variable ${name}`],
      remedy: `Run export ${name}=… before this program, with the value that APISIX's unit or container has.`,
    }),
  );
};

function neededPaths({block}: LintInput): readonly (readonly string[])[] {
  return [
    block.path,
    block.cert,
    block.key,
    ['deployment', 'role'],
    ['deployment', `role_${block.role.value}`],
    ['apisix', 'ssl', 'ssl_trusted_certificate'],
    ['apisix', 'control'],
  ];
}

function namesBelow(node: ConfigNode | undefined): readonly string[] {
  switch (node?.kind) {
    case undefined:
      return [];
    case 'scalar':
      return variablesOf(node);
    case 'list':
      return node.items.flatMap(namesBelow);
    case 'map':
      return [...node.entries.values()].flatMap(entry => namesBelow(entry.node));
  }
}

const texts = ['user', 'password', 'prefix', 'tls.cert', 'tls.key', 'tls.sni'];

function typeFindings(input: LintInput, name: string): readonly ApisixFinding[] {
  const node = nodeAt(input.merged, [...input.block.path, ...name.split('.')]);
  if (node === undefined || (node.kind === 'scalar' && typeof node.value === 'string')) return [];
  if (node.kind === 'scalar' && node.value === null) return [];
  const variables = variablesOf(node);
  const why =
    variables.length === 0
      ? 'Put it into quotes.'
      : `A variable's value that looks like a number or a boolean becomes one, quotes or not: give ${variables.join(', ')} a value with a letter in it.`;
  return [
    findingOn(input, node, {
      id: 'cfg-type',
      severity: 'error',
      summary: `${name} is ${wordFor(node)}, not text: APISIX refuses it`,
      evidence: [`property "${name}" validation failed: wrong type: expected string`],
      remedy: why,
    }),
  ];
}

function wordFor(node: ConfigNode): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  return `a ${typeof node.value} to YAML`;
}

function variablesOf(node: ConfigNode): readonly string[] {
  return node.origin.source === 'file' ? (node.origin.variables ?? []) : [];
}
