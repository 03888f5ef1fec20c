// A key as a command that somebody can paste into a shell: curl over the way that etcdscope takes,
// etcdctl over the other one. File names are as given; a password or token is never part of it.

/** How etcd is reached, without anything secret. */
export type Reach = {
  /** The endpoint in use: https://10.0.0.1:2379. */
  readonly endpoint: string;
  /** /v3, or /v3beta for etcd 3.3. */
  readonly apiPrefix: string;
  readonly cacert?: string;
  readonly cert?: string;
  /** File name of the client's private key. */
  readonly key?: string;
  readonly user?: string;
  readonly insecureSkipVerify: boolean;
};

/** revision: as it was then; undefined: as it is now. */
export function curlCommand(reach: Reach, key: Buffer, revision?: number): string {
  const {endpoint, apiPrefix, cacert, cert, key: keyFile, insecureSkipVerify, user} = reach;
  const body = {
    key: key.toString('base64'),
    ...(revision !== undefined && {revision: String(revision)}),
  };
  return words([
    'curl -sS',
    cacert === undefined ? '' : `--cacert ${quoted(cacert)}`,
    cert === undefined ? '' : `--cert ${quoted(cert)}`,
    keyFile === undefined ? '' : `--key ${quoted(keyFile)}`,
    insecureSkipVerify ? '--insecure' : '',
    // etcd's token comes from /auth/authenticate; the shell asks for nothing here.
    user === undefined ? '' : `-H "Authorization: $ETCD_TOKEN"`,
    `${quoted(`${endpoint}${apiPrefix}/kv/range`)}`,
    `-d ${quoted(JSON.stringify(body))}`,
  ]);
}

export function etcdctlCommand(reach: Reach, key: Buffer, revision?: number): string {
  const {endpoint, cacert, cert, key: keyFile, insecureSkipVerify, user} = reach;
  return words([
    'ETCDCTL_API=3 etcdctl',
    `--endpoints ${quoted(endpoint)}`,
    cacert === undefined ? '' : `--cacert ${quoted(cacert)}`,
    cert === undefined ? '' : `--cert ${quoted(cert)}`,
    keyFile === undefined ? '' : `--key ${quoted(keyFile)}`,
    insecureSkipVerify ? '--insecure-skip-tls-verify' : '',
    // Without a password etcdctl asks for it.
    user === undefined ? '' : `--user ${quoted(user)}`,
    'get',
    revision === undefined ? '' : `--rev ${revision}`,
    `-- ${quotedBytes(key)}`,
  ]);
}

function words(parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(' ');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Bytes that a paste would change or run are spelled out in the $'…' form of bash, ksh and zsh. */
function quotedBytes(key: Buffer): string {
  const text = key.toString('latin1');
  if (/^[\x20-\x7e]*$/.test(text)) {
    return quoted(text);
  }
  const escaped = text.replace(/[^\x20-\x7e]|['\\]/g, character =>
    character === "'" || character === '\\'
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${escaped}'`;
}
