// A check from files as the contract's JSON: one object, with what only files show beside it.
import type {SetupReport} from '../tls/setup-report.ts';
import {certificateObject} from './certificates-json.ts';

export function certificatesSetupJson(report: SetupReport): string {
  const [client, ...clientChain] = report.client;
  return JSON.stringify({
    host: report.host,
    etcd_version: report.etcdVersion ?? null,
    ...(report.build !== undefined && {build: report.build}),
    verdict: report.verdict,
    ...(Object.keys(report.reasons).length > 0 && {reasons: report.reasons}),
    findings: report.findings,
    chain: report.chain.map(certificateObject),
    ...(report.gatewayChain.length > 0 && {
      gateway_chain: report.gatewayChain.map(certificateObject),
    }),
    ...(report.trustedCas.length > 0 && {trusted_cas: report.trustedCas.map(certificateObject)}),
    ...(client !== undefined && {client: certificateObject(client)}),
    ...(clientChain.length > 0 && {client_chain: clientChain.map(certificateObject)}),
    checked_time: new Date(report.checkedTimeMs).toISOString(),
  });
}
