// Endpoints and members side by side: one row each, a verdict for each way in, and the worst finding.
import type {EndpointCertificates} from '../tls/certificates-report.ts';
import {hanging, verdictSpan} from './certificates-marks.ts';
import {cutMiddle, cutText, displayWidth, padText} from './display-width.ts';
import {type Line, span} from './lines.ts';
import {printable} from './printable.ts';

const HOPS = ['https', 'gateway', 'grpc'] as const;
const HOP_COLUMNS = 10;
const FINDING_WIDTH_MIN = 76;
const FINDING_COLUMNS_MAX = 22;
const MEMBER_COLUMNS_MAX = 16;
const URL_COLUMNS_MIN = 12;

export function endpointTable(endpoints: readonly EndpointCertificates[], width: number): Line[] {
  const columns = columnsOf(endpoints, width);
  const isListed = endpoints.some(({member}) => member?.isListed === true);
  const header = [
    ' ',
    ...(columns.member > 0 ? [padText('member', columns.member), ' '] : []),
    padText('endpoint', columns.url + 2),
    ...HOPS.map(hop => padText(hop, HOP_COLUMNS)),
  ].join('');
  return [
    [span(header, 'dim')],
    ...endpoints.map(endpoint => row(endpoint, columns)),
    ...(isListed
      ? hanging(' + ', 'from the member list, not given as an endpoint', width, 'dim')
      : []),
  ];
}

type Columns = {readonly member: number; readonly url: number; readonly finding: number};

function columnsOf(endpoints: readonly EndpointCertificates[], width: number): Columns {
  const names = endpoints.map(memberText);
  const longestName = Math.max(...names.map(displayWidth));
  const member = longestName === 0 ? 0 : Math.min(MEMBER_COLUMNS_MAX, Math.max(6, longestName));
  const ids = endpoints.map(endpoint => firstId(endpoint).length);
  const finding = width < FINDING_WIDTH_MIN ? 0 : Math.min(FINDING_COLUMNS_MAX, Math.max(...ids));
  const taken = 1 + (member > 0 ? member + 1 : 0) + 2 + HOPS.length * HOP_COLUMNS + finding;
  const longest = Math.max(...endpoints.map(({endpoint}) => displayWidth(printable(endpoint))), 8);
  return {member, finding, url: Math.max(URL_COLUMNS_MIN, Math.min(longest, width - taken))};
}

function row(endpoint: EndpointCertificates, columns: Columns): Line {
  const url = cutMiddle(printable(endpoint.endpoint), columns.url);
  const name = columns.member === 0 ? '' : `${cutPad(memberText(endpoint), columns.member)} `;
  return [
    span(` ${name}${padText(url, columns.url)}  `),
    ...HOPS.map(hop => verdictSpan(endpoint.observed[hop].verdict, HOP_COLUMNS)),
    span(columns.finding === 0 ? '' : cutText(firstId(endpoint), columns.finding), 'dim'),
  ];
}

function cutPad(text: string, columns: number): string {
  return padText(cutText(text, columns), columns);
}

function memberText({member}: EndpointCertificates): string {
  if (member === undefined) return '';
  return `${printable(member.name)}${member.isListed ? ' +' : ''}`;
}

// A note only where nothing else is to be said of a member that could not be looked at.
function firstId({findings, observed}: EndpointCertificates): string {
  const worst = findings.find(({severity}) => severity !== 'info');
  const isUnseen = HOPS.every(hop => observed[hop].verdict === 'unknown');
  return worst?.id ?? (isUnseen ? (findings[0]?.id ?? '') : '');
}
