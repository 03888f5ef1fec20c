// Name constraints and policies for made scenarios.
// Encoded by the library where it can, else as bytes.
import 'reflect-metadata';
import {AsnConvert} from '@peculiar/asn1-schema';
import {
  AttributeTypeAndValue,
  AttributeValue,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
} from '@peculiar/asn1-x509';
import {Extension} from '@peculiar/x509';
import {raw} from './made-scenario.ts';

type Subtree = {dns?: string; ip?: string; uri?: string; email?: string; organization?: string};

export function nc(
  {permitted, excluded}: {permitted?: Subtree[]; excluded?: Subtree[]},
  critical = true,
): Extension {
  const constraints = new NameConstraints({
    ...(permitted && {permittedSubtrees: subtrees(permitted)}),
    ...(excluded && {excludedSubtrees: subtrees(excluded)}),
  });
  return new Extension('2.5.29.30', critical, AsnConvert.serialize(constraints));
}

function subtrees(list: readonly Subtree[]): GeneralSubtrees {
  return new GeneralSubtrees(list.map(one => new GeneralSubtree({base: generalName(one)})));
}

function generalName({dns, ip, uri, email, organization}: Subtree): GeneralName {
  return new GeneralName({
    ...(dns !== undefined && {dNSName: dns}),
    ...(ip !== undefined && {iPAddress: ip}),
    ...(uri !== undefined && {uniformResourceIdentifier: uri}),
    ...(email !== undefined && {rfc822Name: email}),
    ...(organization !== undefined && {directoryName: directory(organization)}),
  });
}

function directory(organization: string): Name {
  const value = new AttributeValue({utf8String: organization});
  const attribute = new AttributeTypeAndValue({type: '2.5.4.10', value});
  return new Name([new RelativeDistinguishedName([attribute])]);
}

/** Certificate policies 1.2.3, critical; any policy; and that some policy is required. */
export const policy = raw('2.5.29.32', '3006300406022a03', true);
export const anyPolicy = raw('2.5.29.32', '300830060604551d2000');
export const explicit = (skipped: number, critical = true) =>
  raw('2.5.29.36', `300380010${skipped}`, critical);
