// Where the connection comes from and what is wrong with its configuration: APISIX's own files where
// they gave it, and variables that other programs obey and this connection does not.
import type {ApisixConnection} from '../apisix/apisix-connection.ts';
import {type ConnectionSettings, describeOrigin} from '../config/settings.ts';
import {finding} from './catalogue.ts';
import {type Found, type Judged, judged} from './judged.ts';

type ConfigurationFacts = {
  readonly settings: ConnectionSettings;
  readonly apisix: ApisixConnection | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export function judgeConfiguration({settings, apisix, environment}: ConfigurationFacts): Judged {
  const {endpoints, user} = settings;
  const found = [
    ...(apisix === undefined ? [] : lintFindings(apisix)),
    ...proxyFindings(environment),
  ];
  const where = describeOrigin(endpoints.origin);
  const as = user === undefined ? '' : `, user ${user.value}`;
  const files = apisix === undefined ? [] : [`read: ${apisix.files.join(', ')}`];
  const urls = endpoints.value.map(({url}) => url).join(', ');
  return judged('configuration', found, `${urls} (${where})${as}`, {evidence: files});
}

function lintFindings({findings}: ApisixConnection): readonly Found[] {
  return findings.map(({file, line, column, ...rest}) => {
    const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
    return {...rest, evidence: [place, ...rest.evidence]};
  });
}

const PROXY_VARIABLES = [
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
];

function proxyFindings(environment: ConfigurationFacts['environment']): readonly Found[] {
  const set = [...PROXY_VARIABLES, 'NODE_EXTRA_CA_CERTS'].filter(name => environment[name]);
  if (set.length === 0) return [];
  return [
    finding('http-proxy-env', {
      severity: 'info',
      summary: `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set: other programs may obey, APISIX and this tool do not`,
      evidence: set,
    }),
  ];
}
