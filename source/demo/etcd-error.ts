// Refusals in etcd's own words, with their gRPC code. How one looks over HTTP depends on the
// gateway's generation and is not decided here.

export type GrpcCode = 1 | 2 | 3 | 5 | 7 | 8 | 9 | 11 | 12 | 14 | 16;

export class EtcdError extends Error {
  readonly code: GrpcCode;
  /** Refused by the gateway itself, before etcd saw the request. */
  readonly isFromGateway: boolean;

  constructor(code: GrpcCode, message: string, isFromGateway = false) {
    super(message);
    this.name = 'EtcdError';
    this.code = code;
    this.isFromGateway = isFromGateway;
  }
}

export const unreadable = (message: string) => new EtcdError(3, message, true);

export const emptyKey = () => new EtcdError(3, 'etcdserver: key is not provided');
export const compacted = () =>
  new EtcdError(11, 'etcdserver: mvcc: required revision has been compacted');
export const futureRevision = () =>
  new EtcdError(11, 'etcdserver: mvcc: required revision is a future revision');
export const tooManyOps = () => new EtcdError(3, 'etcdserver: too many operations in txn request');
export const duplicateKey = () =>
  new EtcdError(3, 'etcdserver: duplicate key given in txn request');
export const keyNotFound = () => new EtcdError(3, 'etcdserver: key not found');
export const valueProvided = () => new EtcdError(3, 'etcdserver: value is provided');
export const leaseProvided = () => new EtcdError(3, 'etcdserver: lease is provided');
export const leaseNotFound = () => new EtcdError(5, 'etcdserver: requested lease not found');
export const requestTooLarge = () => new EtcdError(3, 'etcdserver: request is too large');
export const userEmpty = () => new EtcdError(3, 'etcdserver: user name is empty');
export const invalidToken = () => new EtcdError(16, 'etcdserver: invalid auth token');
export const permissionDenied = () => new EtcdError(7, 'etcdserver: permission denied');
export const authFailed = () =>
  new EtcdError(3, 'etcdserver: authentication failed, invalid user ID or password');
export const authNotEnabled = () => new EtcdError(9, 'etcdserver: authentication is not enabled');
