// What the doctor says, as values: checks in the order in which a request meets them, findings with
// their remedies, and one cause. Printed by report/doctor-*.ts, drawn by the Doctor pane.

/** In the order in which a request of a gateway meets them: of two failures the earlier is the cause. */
export const checkIds = [
  'configuration',
  'files',
  'name',
  'tcp-connect',
  'tls',
  'version',
  'grpc',
  'gateway',
  'authenticate',
  'status',
  'members',
  'read',
  'quorum',
  'space',
  'prefix',
  'sync',
  'one-shot',
  'watch',
  'history',
] as const;

export type CheckId = (typeof checkIds)[number];

export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skipped' | 'unknown';

export type DoctorFinding = {
  /** Of the catalogue: tls-server-eku, msg-too-large. */
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly check: CheckId;
  /** URL; absent for what is about the cluster or the configuration. */
  readonly endpoint?: string;
  readonly summary: string;
  readonly evidence: readonly string[];
  /** First sentence: what to do. */
  readonly remedy: string;
  readonly reference?: string;
  /** Id of the finding that this one follows from. */
  readonly causedBy?: string;
};

export type Check = {
  readonly id: CheckId;
  readonly status: CheckStatus;
  readonly seconds?: number;
  /** With the reason where it was skipped. */
  readonly summary: string;
  readonly evidence: readonly string[];
  /** Id of the worst finding, where there is one. */
  readonly failure?: string;
  readonly causedBy?: string;
};

type EndpointDoctor = {
  /** URL. */
  readonly endpoint: string;
  readonly etcdVersion?: string;
  readonly member?: {readonly name: string; readonly isListed: boolean};
  readonly checks: readonly Check[];
};

export type DoctorVerdict = 'pass' | 'warn' | 'fail' | 'unknown';

export type DoctorReport = {
  readonly verdict: DoctorVerdict;
  readonly cause?: DoctorFinding;
  readonly endpoints: readonly EndpointDoctor[];
  /** About all endpoints together, or about none: configuration, members, key space. */
  readonly checks: readonly Check[];
  readonly findings: readonly DoctorFinding[];
  readonly versions: readonly VersionReport[];
  readonly requests: number;
  readonly seconds: number;
  readonly checkedTimeMs: number;
};

/** What is known of one server version that touches HTTP, watch or authentication. */
export type VersionReport = {
  readonly version: string;
  readonly notes: readonly VersionNote[];
  /** The first release of the same line that has all fixes, where there is one. */
  readonly fixedBy?: string;
};

export type VersionNote = {
  /** etcd's number of the pull request, issue or advisory. */
  readonly reference: string;
  readonly summary: string;
  /** Where it is fixed, per line. */
  readonly fixedIn: readonly string[];
};
