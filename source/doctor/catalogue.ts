// All known failures by id, and what to do about one on a given server version.
import {hasFix, parseServerVersion} from '../etcd/server-version.ts';
import {accessEntries} from './catalogue-access.ts';
import type {CatalogueEntry} from './catalogue-entry.ts';
import {configurationEntries, gatewayEntries} from './catalogue-gateway.ts';
import {networkEntries} from './catalogue-network.ts';
import {stateEntries} from './catalogue-state.ts';
import {syncEntries} from './catalogue-sync.ts';
import {tlsClientEntries, tlsServerEntries} from './catalogue-tls.ts';
import type {Found} from './judged.ts';

/** In the order of the layers that a request passes. */
export const catalogue: readonly CatalogueEntry[] = [
  ...configurationEntries,
  ...networkEntries,
  ...tlsServerEntries,
  ...tlsClientEntries,
  ...gatewayEntries,
  ...accessEntries,
  ...syncEntries,
  ...stateEntries,
];

const byId = new Map(catalogue.map(entry => [entry.id, entry]));

export function entryOf(id: string): CatalogueEntry | undefined {
  return byId.get(id.toLowerCase());
}

/** The entry's remedy for the server's version, where there is one. */
export function remedyOf(entry: CatalogueEntry, etcdVersion: string | undefined): string {
  const version = etcdVersion === undefined ? undefined : parseServerVersion(etcdVersion);
  const {olderRemedy, remedy} = entry;
  return olderRemedy !== undefined && version !== undefined && !hasFix(version, olderRemedy.before)
    ? olderRemedy.remedy
    : remedy;
}

type Given = Pick<Found, 'severity' | 'summary'> & {
  readonly evidence?: readonly string[];
  readonly endpoint?: string | undefined;
  readonly etcdVersion?: string | undefined;
  /** Where the general one says too little. */
  readonly remedy?: string | undefined;
};

/** A finding of an entry: remedy and reference are the entry's unless given. */
export function finding(id: string, given: Given): Found {
  const entry = byId.get(id);
  if (entry === undefined) throw new Error(`${id} is not in the catalogue`);
  const {severity, summary, evidence = [], endpoint, etcdVersion} = given;
  return {
    id,
    severity,
    summary,
    evidence,
    remedy: given.remedy ?? remedyOf(entry, etcdVersion),
    ...(endpoint !== undefined && {endpoint}),
    ...(entry.reference !== undefined && {reference: entry.reference}),
  };
}
