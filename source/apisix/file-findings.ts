// What is wrong with the TLS files that a configuration names, from what a file system tells of them:
// missing, closed to the workers, no file at all.
import type {ApisixConnection, ApisixFinding, ApisixSetting} from './apisix-connection.ts';
import {findingAt} from './findings.ts';

/** What a look at a file gave. */
export type FileLook =
  | {readonly state: 'file'; readonly mode: number; readonly ownerId: number}
  | {readonly state: 'missing' | 'no-file' | 'denied'};

type NamedFile = {
  /** The setting: tls.cert. */
  readonly name: string;
  readonly setting: ApisixSetting<string>;
};

/** Files that the connection needs. */
export function filesOf(connection: ApisixConnection): readonly NamedFile[] {
  const {cert, key, trustedCertificate: trusted} = connection;
  return [
    ...(cert ? [{name: 'tls.cert', setting: cert}] : []),
    ...(key ? [{name: 'tls.key', setting: key}] : []),
    ...(trusted && trusted.value !== 'system'
      ? [{name: 'apisix.ssl.ssl_trusted_certificate', setting: trusted}]
      : []),
  ];
}

export function fileFinding(
  {name, setting}: NamedFile,
  look: FileLook,
  connection: ApisixConnection,
): ApisixFinding | undefined {
  const file = connection.files.at(-1) ?? '';
  const tell = (severity: ApisixFinding['severity'], summary: string, remedy: string) =>
    findingAt(setting.origin, file, {
      id: 'tls-file-unreadable',
      severity,
      summary: `${name} ${setting.value} ${summary}`,
      evidence: look.state === 'file' ? [`mode ${modeText(look.mode)}, owner ${look.ownerId}`] : [],
      remedy,
    });
  switch (look.state) {
    case 'missing':
      return tell(
        'error',
        'does not exist',
        `Correct the path: a relative one counts from ${connection.home}.`,
      );
    case 'no-file':
      return tell('error', 'is no regular file', 'Name the PEM file itself.');
    case 'denied':
      return tell(
        'warning',
        "can't be looked at by this user",
        'Run as root, or as the user of APISIX.',
      );
    case 'file':
      return isClosedToWorkers(look, connection)
        ? tell(
            'warning',
            `belongs to root and is closed to others: nginx's workers (${connection.workerUser?.value ?? 'nobody'}) can't read it`,
            `chgrp it to the group of the workers and chmod 640 ${setting.value}, or set nginx_config.user.`,
          )
        : undefined;
  }
}

/** The CA is read by the master, which is root; certificate and key by every worker. */
function isClosedToWorkers(
  {mode, ownerId}: Extract<FileLook, {readonly state: 'file'}>,
  {workerUser}: ApisixConnection,
): boolean {
  return ownerId === 0 && (mode & 0o044) === 0 && workerUser?.value !== 'root';
}

function modeText(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
