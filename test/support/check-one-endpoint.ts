// The certificate check against one port on loopback with the client files of a scenario, wired as
// the command wires it.
import type {ConnectionSettings, Endpoint} from '../../source/config/settings.ts';
import type {CertificatesCheckOptions} from '../../source/io/certificates-check.ts';
import {createGatewayClient} from '../../source/io/gateway-client.ts';
import type {TlsMaterial} from '../../source/io/tls-material.ts';
import {scenarioText} from './certificate-scenarios.ts';

export type EndpointUnderTest = {
  readonly port: number;
  readonly scenario: string;
  /** Default https. */
  readonly scheme?: 'http' | 'https';
  readonly withoutClient?: boolean;
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
};

export function checkOptions(under: EndpointUnderTest): CertificatesCheckOptions {
  const scheme = under.scheme ?? 'https';
  const endpoint: Endpoint = {
    url: `${scheme}://127.0.0.1:${under.port}`,
    tls: scheme === 'https',
    host: '127.0.0.1',
    port: under.port,
  };
  const tls = materialOf(under);
  const limits = {dialTimeoutMs: 5000, commandTimeoutMs: 5000};
  return {
    settings: settingsOf(endpoint, under),
    tls,
    createClient: wanted => createGatewayClient({endpoint: wanted, tls, ...limits}),
    now: () => Date.parse('2027-06-01T00:00:00Z'),
  };
}

function materialOf(under: EndpointUnderTest): TlsMaterial {
  return {
    ca: [scenarioText(under.scenario, 'ca.crt')],
    caSource: 'ca.crt',
    ...(under.withoutClient !== true && {
      cert: scenarioText(under.scenario, 'client.crt'),
      key: scenarioText(under.scenario, 'client.key'),
    }),
    ...(under.serverName !== undefined && {serverName: under.serverName}),
    insecureSkipVerify: under.insecureSkipVerify === true,
  };
}

function settingsOf(endpoint: Endpoint, under: EndpointUnderTest): ConnectionSettings {
  const given = <T>(value: T) => ({value, origin: {source: 'default'} as const});
  return {
    endpoints: given([endpoint]),
    cacert: given('ca.crt'),
    user: given('root'),
    password: given('not-to-be-sent'),
    insecureSkipTlsVerify: given(under.insecureSkipVerify === true),
    dialTimeoutMs: given(5000),
    commandTimeoutMs: given(5000),
    debug: false,
  };
}
