// The finding where etcd refuses the login with the user that was given: certificates may all be right,
// and every HTTP call of that user fails nevertheless.
import type {Finding} from './certificates-report.ts';

/** `reason`: etcd's own words. The password is in neither. */
export function userRefused(user: string, reason: string): Finding {
  return {
    id: 'auth-bad-password',
    severity: 'error',
    hop: 'gateway',
    summary: `etcd refuses user ${user}: unknown, or another password`,
    evidence: [reason],
    remedy: 'Correct user and password; try them: etcdctl --user NAME endpoint health',
  };
}
